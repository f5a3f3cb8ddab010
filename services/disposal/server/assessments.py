"""AssessmentService: what the law makes of facts, before anything is filed."""

from typing import Any

from services.chassis.rpc.serving import Sessions, question
from services.contracts.rpc.disposal.v1 import assessments_pb2 as pb
from services.contracts.rpc.disposal.v1 import assessments_pb2_grpc
from services.disposal.domain.assessment import asked, assess, to_mapping
from services.disposal.domain.policy.shipped import policies, policy_named
from services.disposal.server import reading, writing


class AssessmentServicer(assessments_pb2_grpc.AssessmentServiceServicer):
    """Message ↔ question; `policy` is the one by which this installation files."""

    def __init__(self, sessions: Sessions, policy: str) -> None:
        self._sessions, self._policy = sessions, policy

    def Assess(self, request: pb.AssessRequest, context: Any) -> pb.AssessResponse:
        def ask(_session: Any, _call: Any) -> pb.AssessResponse:
            body = reading.facts_of(request.facts)
            policy, facts = asked({**body, "policy": body.get("policy") or self._policy})
            return pb.AssessResponse(assessment=writing.assessment_message(to_mapping(assess(facts, policy))), policy=policy.id)

        return question(self._sessions, request, ask)

    def ListPolicies(self, request: pb.ListPoliciesRequest, context: Any) -> pb.ListPoliciesResponse:
        listed = [
            pb.Policy(
                name=one.id, title=one.title, valid_from=one.valid_from.isoformat(), valid_to=one.valid_to.isoformat(),
                in_use=one.id == self._policy,
            )
            for one in policies().values()
        ]  # fmt: skip
        return pb.ListPoliciesResponse(policies=listed)

    def GetArticle(self, request: pb.GetArticleRequest, context: Any) -> pb.GetArticleResponse:
        def ask(_session: Any, _call: Any) -> pb.GetArticleResponse:
            policy = policy_named(request.policy or self._policy)
            return pb.GetArticleResponse(article=request.article, text=policy.article(request.article), title=policy.title)

        return question(self._sessions, request, ask)
