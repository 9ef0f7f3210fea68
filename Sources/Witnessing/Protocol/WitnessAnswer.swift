package import TransparencyLog

/// What a witness answers to `add-checkpoint`, each with its status (C2SP tlog-witness).
package enum WitnessAnswer: Hashable, Sendable {
    /// 200: the cosignature.
    case cosigned(NoteSignature)
    /// 400: the request cannot be read, or asks backwards.
    case malformed(String)
    /// 403: no valid signature of a key that is trusted for the log.
    case unsigned(String)
    /// 404: the log is not known here.
    case unknownLog(String)
    /// 409: the witness has cosigned another size, which is told.
    case conflict(size: Int64)
    /// 422: the checkpoint does not continue what was cosigned before.
    case inconsistent(String)
    /// 503: the witness cannot cosign now.
    case unavailable(String)

    /// The status of HTTP.
    package var status: Int {
        switch self {
        case .cosigned: 200
        case .malformed: 400
        case .unsigned: 403
        case .unknownLog: 404
        case .conflict: 409
        case .inconsistent: 422
        case .unavailable: 503
        }
    }

    /// The media type of the body.
    package var mediaType: String {
        if case .conflict = self { "text/x.tlog.size" } else { "text/plain; charset=utf-8" }
    }

    /// The body.
    package var body: [UInt8] {
        switch self {
        case .cosigned(let signature): Array(signature.line.utf8)
        case .conflict(let size): Array("\(size)\n".utf8)
        case .malformed(let detail), .unsigned(let detail), .unknownLog(let detail),
            .inconsistent(let detail), .unavailable(let detail):
            Array("\(detail)\n".utf8)
        }
    }
}
