"""Drives the gate with boto3 itself, unchanged, over mutual TLS. Arguments: port, working folder, photo A, photo B.

Prints one JSON object with what happened at each step; the Swift test that runs this judges it.
"""
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

port, folder, photo_a, photo_b = sys.argv[1:5]


def client(name, **headers):
    c = boto3.client(
        "rekognition",
        region_name="us-east-1",
        endpoint_url=f"https://127.0.0.1:{port}",
        aws_access_key_id="AKIDUNUSED",
        aws_secret_access_key="unused",
        verify=f"{folder}/certs/server-ca.pem",
        config=Config(
            client_cert=(f"{folder}/certs/{name}.pem", f"{folder}/keys/{name}.key"),
            retries={"mode": "standard", "total_max_attempts": 3},
            proxies={},
        ),
    )

    def add(request, **_):
        for key, value in headers.items():
            request.headers.add_header("Abeyance-" + key.replace("_", "-"), value)

    c.meta.events.register("before-sign.rekognition", add)
    return c


def bytes_of(path):
    with open(path, "rb") as f:
        return f.read()


said = {}
ngo = client("icmec", Purpose="missing_child", Image_Source="social_media")
a, b = bytes_of(photo_a), bytes_of(photo_b)
said["create"] = ngo.create_collection(CollectionId="missing-children")["StatusCode"]
said["list"] = ngo.list_collections()["CollectionIds"]
said["index"] = [
    r["Face"]["ExternalImageId"]
    for r in ngo.index_faces(CollectionId="missing-children", Image={"Bytes": a}, ExternalImageId="A")["FaceRecords"]
]
said["faces"] = len(ngo.list_faces(CollectionId="missing-children")["Faces"])
said["describe"] = ngo.describe_collection(CollectionId="missing-children")["FaceCount"]
found = ngo.search_faces_by_image(CollectionId="missing-children", Image={"Bytes": b}, FaceMatchThreshold=95)
said["search"] = [m["Face"]["ExternalImageId"] for m in found["FaceMatches"]]
said["detect"] = len(ngo.detect_faces(Image={"Bytes": a})["FaceDetails"])
said["compare"] = len(
    ngo.compare_faces(SourceImage={"Bytes": a}, TargetImage={"Bytes": b}, SimilarityThreshold=95)["FaceMatches"]
)
police = client("metro-police", Purpose="identify_suspect", Image_Source="cctv")
try:
    police.search_faces_by_image(CollectionId="mugshots", Image={"Bytes": b}, FaceMatchThreshold=99)
    said["police"] = "allowed"
except ClientError as e:
    said["police"] = e.response["Error"]["Code"]
    said["message"] = e.response["Error"]["Message"]
    said["attempts"] = e.response["ResponseMetadata"]["RetryAttempts"]
    said["decision"] = e.response["ResponseMetadata"]["HTTPHeaders"].get("abeyance-decision")
said["delete"] = ngo.delete_collection(CollectionId="missing-children")["StatusCode"]
print(json.dumps(said))
