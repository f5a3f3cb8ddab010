"""Routes: asking first: what the law makes of the facts of a disposal, and the law's own words."""

import json

from fastapi import APIRouter

from services.contracts.rpc.disposal.v1 import assessments_pb2 as pb
from services.gateway.api.models.assessing import Article, Assess, Assessment, Policy
from services.gateway.api.values import Line, Page
from services.gateway.api.wire import told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/disposal", tags=["disposal"], dependencies=API_SECURITY)


@router.post("/assessments")
def assess(caller: Caller, body: Assess) -> Assessment:
    """Route, materials, findings and refusals for these facts, each with its article; nothing is stored. Refusals are a 200, too."""
    asked = pb.AssessRequest(facts=json.dumps(body.given(), ensure_ascii=False))
    return told(Assessment, caller.ask(caller.services.disposal.assessments.Assess, asked).assessment)


@router.get("/policies")
def list_policies(caller: Caller) -> Page[Policy]:
    """The rules this installation knows."""
    answer = caller.ask(caller.services.disposal.assessments.ListPolicies, pb.ListPoliciesRequest())
    return Page(items=[told(Policy, each) for each in answer.policies])


@router.get("/articles/{article}")
def get_article(caller: Caller, article: Line, policy: Line = "") -> Article:
    """The text of an article: `第十条`, or an item of it: `第十条（一）`."""
    asked = pb.GetArticleRequest(policy=policy, article=article)
    return told(Article, caller.ask(caller.services.disposal.assessments.GetArticle, asked))
