"""The national platform (全国调剂共享平台): its protocol (`openapi.yaml`, ours), what we report to it, the daily comparison, a simulator."""
