internal import Cryptography
package import StrictJSON

extension Identity: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        let uri = try object.optionalString("uri")
        let pin = try object.optionalDigest("pin")
        switch (uri, pin) {
        case (let uri?, nil): self = .uri(uri, authority: try object.digest("authority"))
        case (nil, let pin?): self = .pin(pin)
        default:
            throw JSONError(
                .outOfRange,
                path: object.path,
                message: "either `uri` with `authority`, or `pin` was expected"
            )
        }
    }

    package var json: JSONObject {
        switch self {
        case .uri(let uri, let authority): ["uri": .string(uri), "authority": .digest(authority)]
        case .pin(let digest): ["pin": .digest(digest)]
        }
    }
}
