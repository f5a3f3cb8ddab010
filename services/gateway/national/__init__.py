"""The national platform (全国调剂共享平台): its protocol (`openapi.yaml`, ours), our reports, the daily comparison, a simulator."""
