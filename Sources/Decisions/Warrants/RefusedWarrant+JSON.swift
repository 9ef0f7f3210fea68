import Cryptography
package import StrictJSON

extension RefusedWarrant: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        self.init(
            code: try object.word("code"),
            issuer: try object.optionalString("issuer"),
            tokenID: try object.optionalString("jti"),
            tokenDigest: try object.digest("token")
        )
    }

    package var json: JSONObject {
        var object: JSONObject = ["code": code.json, "token": .digest(tokenDigest)]
        object.appendPresent("issuer", issuer)
        object.appendPresent("jti", tokenID)
        return object
    }
}
