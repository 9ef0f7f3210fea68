internal import Cryptography
internal import StrictJSON

/// Canonical JSON within the log's profile, and Ed25519's edges.
enum FormVectors {
    /// RFC 8785's examples: those within the profile come out as there, those outside are refused, never converted.
    static func canonical(_ files: VectorFiles) throws -> TlogConformance.Part {
        var part = TlogConformance.Part("canonical JSON")
        let withinProfile = ["arrays": true, "unicode": true]
        for name in ["arrays", "french", "structures", "unicode", "values", "weird"] {
            let value = try files.json("jcs/input/\(name).json").value
            let words = String(decoding: try files.bytes("jcs/outhex/\(name).txt"), as: UTF8.self)
            let expected = words.split(whereSeparator: \.isWhitespace).compactMap { UInt8($0, radix: 16) }
            do throws(JSONError) {
                let found = try value.canonical()
                part.judge(withinProfile[name] == true && found == expected, name)
            } catch {
                part.judge(withinProfile[name] == nil && error.code == .notCanonical, "\(name): \(error)")
            }
        }
        return part
    }

    /// C2SP's edge cases: a signature counts when the key is canonical and not of small order, R and k are canonical, and
    /// the equation holds without multiplying by the cofactor.
    static func signatures(
        _ files: VectorFiles,
        inflate: ([UInt8]) -> [UInt8]?
    ) throws -> TlogConformance.Part {
        var part = TlogConformance.Part("Ed25519")
        let path = "ed25519/cctv_ed25519vectors.json.gz"
        guard let text = inflate(try files.bytes(path)), let value = try? JSONValue.parse(text) else {
            throw UnusableVectors(description: "\(path): cannot be unpacked and read")
        }
        let refused: Set<String> = [
            "low_order_A", "low_order_residue", "non_canonical_A", "non_canonical_R", "reencoded_k",
        ]
        for test in try VectorJSON(value, path).array() {
            let flags = try test["flags"].array().map { try $0.string() }
            let key = try? PublicKey(ed25519: test["key"].hex())
            let message = Array(try test["msg"].string().utf8)
            let signature = try test["sig"].hex()
            let verdict = key?.isValidSignature(signature, for: message) ?? false
            try part.judge(
                verdict == refused.isDisjoint(with: flags),
                "\(test["number"].integer() ?? -1): \(verdict) for \(flags)"
            )
        }
        return part
    }
}
