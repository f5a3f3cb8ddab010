# Guanzi 管资. `make` alone explains every target. Needs Debian or Ubuntu with Python 3.11 and make; brings the rest where it may.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check bench up tools test-tools broker assets station fmt generate lock

BIN := .venv/bin
unexport PYTHONDONTWRITEBYTECODE

VENV_PACKAGE := python3.11-venv='python3.11 -c "import ensurepip, venv" || python3 -c "import ensurepip, venv"'
BROKER_PACKAGE := rabbitmq-server='test -x /usr/lib/rabbitmq/bin/rabbitmq-server'
FONT_PACKAGE := fonts-noto-cjk='ls /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'
BROWSER_PACKAGE := chromium='command -v chromium || command -v chromium-browser'
POPPLER_PACKAGE := poppler-utils='command -v pdftoppm'
IPP_PACKAGES := cups-ipp-utils='test -x /usr/sbin/ippeveprinter' dbus-daemon='command -v dbus-daemon' iproute2='command -v ip || test -x /usr/sbin/ip'
ZINT_PACKAGE := zint='command -v zint'

help: ## Explain every target
	@echo "make demo    从零开始演示：安装所需、启动全部进程、导入四千张卡片、修改、接收事件、打印并读出二百张标签、一项闲置资产经四个岗位报送全国平台、与另一单位的需求匹配并达成调剂、一项资产经三个岗位报废、一个月的批次、校验审计链和案卷包，结束后不留任何进程"
	@echo "make up      在前台运行整套系统（GUANZI_PORT=端口，DATA=none 不带单位与卡片），就绪后写 var/up.json；Ctrl-C 停止"
	@echo "make test    全部测试，使用真实的 PostgreSQL 与 RabbitMQ"
	@echo "make check   ruff、mypy、import-linter、buf、生成代码与 JSON Schema 是否最新、alembic check"
	@echo "make bench   性能比值（见 README）"
	@echo "make tools   只安装所需（.venv、中文字体、网页资源），不运行"
	@echo "make station 打印站程序，一个文件：dist/guanzi-station.pyz（只需 python3-pika 与 python3-pil，见 deploy/station）"
	@echo "make fmt     整理 import 次序并做 ruff 的安全修正"
	@echo "make generate  由 proto/ 与事件模型重新生成 gRPC 代码与 JSON Schema"
	@echo "make lock    按 pyproject.toml 重新锁定依赖"
	@echo "make up 与 guanzi setup 以环境变量 AMQP_URL、DATABASE_URL（管理员的）改用现有的 RabbitMQ、PostgreSQL；RABBITMQ_MANAGEMENT_URL 是其管理接口。"

demo: tools broker ## The whole story once, in a throw-away folder
	@exec $(BIN)/guanzi demo

up: tools $(if $(AMQP_URL),,broker) ## The whole stack in the foreground
	@exec $(BIN)/guanzi up

test: test-tools ## Every test, with real parts
	@exec $(BIN)/pytest -n 4 --dist loadfile $(PYTEST)

bench: tools broker ## Speed as ratios
	@tools/prerequisites $(ZINT_PACKAGE)
	@exec $(BIN)/python -m bench

CHECKS := check-style check-types check-imports check-protos check-generated check-migrations
.PHONY: $(CHECKS)
check: $(CHECKS) ## Everything that needs no running; `make -k check` goes on after a fault
$(CHECKS): tools

check-style:
	$(BIN)/ruff check .

check-types:
	$(BIN)/mypy

check-imports:
	$(BIN)/lint-imports

check-protos:
	$(BIN)/buf lint

check-generated:
	$(BIN)/python -m services.operations.generated

check-migrations:
	$(BIN)/python -m services.operations.migrations

fmt: tools
	$(BIN)/ruff check --fix-only .

station: tools ## The print station's program in one file
	@$(BIN)/python tools/make-station dist/guanzi-station.pyz
	@echo dist/guanzi-station.pyz

generate: tools
	$(BIN)/python -m services.contracts.generate
	$(BIN)/python -m services.contracts.schemas

lock: tools
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header -p 3.11 pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header -p 3.11 --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

tools: .venv/.installed assets

test-tools: tools broker
	@tools/prerequisites $(BROWSER_PACKAGE) $(POPPLER_PACKAGE) $(IPP_PACKAGES)
	@NPM_CONFIG_UPDATE_NOTIFIER=false NPM_CONFIG_LOGLEVEL=error $(BIN)/python -m services.operations.printed_labels >/dev/null

.venv/.installed: requirements-dev.txt pyproject.toml tools/make-venv
	@tools/prerequisites $(VENV_PACKAGE)
	@tools/make-venv
	@touch $@

broker:
	@tools/prerequisites $(BROKER_PACKAGE)

assets: .venv/.installed
	@tools/prerequisites $(FONT_PACKAGE)
	@NPM_CONFIG_UPDATE_NOTIFIER=false NPM_CONFIG_LOGLEVEL=error $(BIN)/python -m services.gateway.assets >/dev/null
