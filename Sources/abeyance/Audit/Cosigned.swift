import AuditLog
import Cryptography
import StrictJSON
import TransparencyLog
import Witnessing

/// Which of the witnesses that were asked for have cosigned a log, as what lies beside it shows.
struct Cosigned {
    private var found: [(name: String, size: Int64, time: Int64)] = []
    private let needed: Int
    private let asked: Int
    private let place: String

    /// Reads what lies beside a log; nil when no witness was asked for.
    init?(beside path: String, by witnesses: WitnessArguments, log: NoteVerifier) throws {
        let keys = try witnesses.keys()
        guard !keys.isEmpty else { return nil }
        let folder = CosignatureFolder(beside: path)
        (needed, asked, place) = (witnesses.needed, keys.count, folder.path)
        // One key under two names is one witness.
        var known: Set<PublicKey> = []
        for key in keys where known.insert(key.key).inserted {
            guard let newest = folder.newest(of: key, log: log),
                let size = try? Checkpoint(parsing: newest.note.text).size
            else { continue }
            found.append((key.name, size, newest.time))
        }
    }

    /// That too few have cosigned, if so.
    var finding: Finding? {
        guard found.count < needed else { return nil }
        return Finding(
            .held,
            field: place,
            expected: "cosignatures of \(needed) of \(Amount.of(asked, "witness", "witnesses"))",
            found: "\(found.count)"
        )
    }

    /// Who cosigned what and when, to be put after other words.
    var words: String {
        found.map {
            ", \(Amount.of($0.size, "entry", "entries")) cosigned by \($0.name) at \(WitnessArguments.time($0.time))"
        }.joined()
    }

    /// The same as JSON.
    var json: JSONValue {
        .array(
            found.map {
                .object([
                    "witness": .string(ExactString($0.name)), "size": .integer($0.size),
                    "time": .string(ExactString(WitnessArguments.time($0.time))),
                ])
            }
        )
    }
}
