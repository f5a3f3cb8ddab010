"""What a station needs to draw: Pillow and the standard library, none of the libraries of symbols, and nothing of the servers."""

import json
import subprocess
import sys

from services.labels.domain.placed import from_data, to_data
from services.labels.drawing import glyphs, tspl, zpl
from services.labels.layout import lay_out
from services.labels.shipped_templates import shipped
from tests.labels.cards import ordinary

_STATION = """
import json, sys
from services.labels.domain.placed import from_data
from services.labels.drawing import glyphs, tspl, zpl
given = [from_data(one) for one in json.load(sys.stdin)]
drawn = [(zpl.write(one) + tspl.write(one)).hex() for one in given]
foreign = {name.split(".")[0] for name in sys.modules} & {"barcode", "segno", "zxingcpp", "grpc", "sqlalchemy", "pydantic"}
json.dump([drawn, glyphs.digest(), sorted(foreign)], sys.stdout)
"""


def test_a_station_draws_the_same_bytes_with_few_libraries():
    labels = [lay_out(template, card, 203) for template in shipped() for card in ordinary()[:3]]
    data = json.dumps([to_data(one) for one in labels])
    done = subprocess.run([sys.executable, "-c", _STATION], input=data, capture_output=True, text=True, check=True)
    drawn, digest, foreign = json.loads(done.stdout)
    assert drawn == [(zpl.write(one) + tspl.write(one)).hex() for one in labels]
    assert digest == glyphs.digest() == labels[0].font
    assert foreign == []
    assert [from_data(to_data(one)) for one in labels] == labels
