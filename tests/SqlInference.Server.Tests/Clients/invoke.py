"""Calls endpoints with boto3, as the JSON on standard input says, and prints what came of it as JSON."""
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def client(url, key):
    return boto3.Session(key["id"], key["secret"], region_name="eu-central-1").client(
        "sagemaker-runtime", endpoint_url=url, config=Config(retries={"total_max_attempts": 1}))


def call(runtime, request):
    request["Body"] = request["Body"].encode()
    try:
        answer = runtime.invoke_endpoint(**request)
        metadata = answer["ResponseMetadata"]
        return {"body": answer["Body"].read().decode(), "type": answer["ContentType"], "variant": answer["InvokedProductionVariant"],
                "attributes": answer.get("CustomAttributes"), "id": metadata["RequestId"]}
    except ClientError as error:
        response = error.response
        return {"exception": type(error).__name__, "code": response["Error"]["Code"], "message": response["Error"]["Message"],
                "original": response.get("OriginalStatusCode"), "original_message": response.get("OriginalMessage"),
                "log": response.get("LogStreamArn"), "status": response["ResponseMetadata"]["HTTPStatusCode"]}


given = json.load(sys.stdin)
clients = {}
answers = []
for request in given["calls"]:
    key = request.pop("key", given["key"])
    runtime = clients.setdefault(key["id"] + key["secret"], None) or client(given["url"], key)
    clients[key["id"] + key["secret"]] = runtime
    answers.append(call(runtime, request))
json.dump(answers, sys.stdout)
