import Cryptography
import StrictJSON
import Warrants

/// What must hold of a trust list, whoever wrote it.
enum TrustListPromises {
    /// A list that can be read stays the same in writing, names each key once, and holds no key that signs nothing.
    static func check(_ bytes: [UInt8]) {
        guard let list = try? TrustList(parsing: bytes) else { return }
        let written = JSONValue.object(list.json).serialized()
        guard let again = try? TrustList(parsing: written) else {
            preconditionFailure("a list that was written cannot be read")
        }
        precondition(again.issuers == list.issuers, "the list changed in writing")
        var names: Set<ExactString> = []
        for issuer in list.issuers {
            precondition(list.knows(issuer.uri) && list.issuer(issuer.uri) == issuer && !issuer.keys.isEmpty)
            for key in issuer.keys {
                precondition(names.insert(key.keyID).inserted, "two keys have one name")
                let read = try? PublicKey(subjectPublicKeyInfo: key.publicKey.subjectPublicKeyInfo)
                precondition(read == key.publicKey, "a key that could not be read alone")
                precondition(
                    !key.publicKey.isValidSignature([UInt8](repeating: 0, count: 64), for: []),
                    "a key that signs anything"
                )
            }
            if case .key(let name) = issuer.status { precondition(issuer.statusKey?.keyID == name) }
        }
    }

    static let seeds: [[UInt8]] = [
        JSONValue.object(FuzzedCourt.trust.json).serialized(),
        Array(#"{"issuers":{}}"#.utf8),
        Array(
            #"{"issuers":{"https://c":{"keys":[{"kty":"OKP","crv":"Ed25519","alg":"Ed25519","use":"sig","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","nbf":1,"exp":2}],"status":"not_checked","kinds":"any","jurisdictions":["US-OR"]}}}"#
                .utf8
        ),
    ]
}
