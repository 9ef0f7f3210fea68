package import StrictJSON

/// What may be asked of a running gate through its control socket: one JSON object on one line.
package enum ControlCommand: Sendable, Hashable {
    /// Check the policy set in this folder, record it in the log, then put it in force.
    case activate(folder: String)

    /// Refuse this certificate (SHA-256 of its DER, lowercase hex) from now on, on open connections too.
    case deny(certificate: String, reason: String)

    /// Refuse this key (SHA-256 of its SubjectPublicKeyInfo), a client's or an authority's, from now on.
    case denyKey(key: String, reason: String)

    /// Refuse from now on whatever the authority with this key issued before a moment (RFC 3339).
    case denyIssuedBefore(authority: String, moment: String, reason: String)

    /// Load certificate, key, authorities, revocation lists and policy set again: one new generation, or none.
    case reload

    /// Destroy the keys to an entry's personal values, and record that, with the legal basis.
    case redact(entry: Int64, basis: String)

    /// Trust the wall clock although it jumped, by the operator's word, which is an entry.
    case trustClock(reason: String)

    /// What is in force: policy set, log size, checkpoint.
    case status

    /// The command as its line of JSON, without the line end.
    package var json: JSONValue {
        switch self {
        case .activate(let folder):
            .object(["command": "activate", "folder": .string(ExactString(folder))])
        case .deny(let certificate, let reason):
            .object([
                "command": "deny", "certificate": .string(ExactString(certificate)),
                "reason": .string(ExactString(reason)),
            ])
        case .denyKey(let key, let reason):
            .object([
                "command": "deny", "key": .string(ExactString(key)), "reason": .string(ExactString(reason)),
            ])
        case .denyIssuedBefore(let authority, let moment, let reason):
            .object([
                "command": "deny", "authority": .string(ExactString(authority)),
                "issuedBefore": .string(ExactString(moment)), "reason": .string(ExactString(reason)),
            ])
        case .reload:
            .object(["command": "reload"])
        case .redact(let entry, let basis):
            .object([
                "command": "redact", "entry": .integer(entry), "basis": .string(ExactString(basis)),
            ])
        case .trustClock(let reason):
            .object(["command": "trust_clock", "reason": .string(ExactString(reason))])
        case .status:
            .object(["command": "status"])
        }
    }

    /// Reads a command; members that do not belong to it are refused.
    ///
    /// - Throws: `JSONError` naming the member.
    package init(_ json: JSONValue) throws(JSONError) {
        var members = try ClosedObject(json)
        let command = try members.string("command")
        switch command {
        case "activate":
            self = .activate(folder: try members.string("folder").value)
        case "deny":
            self = try Self.deny(&members)
        case "reload":
            self = .reload
        case "redact":
            self = .redact(
                entry: try members.integer("entry"),
                basis: try members.string("basis").value
            )
        case "trust_clock":
            self = .trustClock(reason: try members.string("reason").value)
        case "status":
            self = .status
        default:
            throw members.fault(
                .outOfRange,
                at: "command",
                "unknown command `\(command)`, expected `activate`, `deny`, `redact`, `reload`, `status` or `trust_clock`"
            )
        }
        try members.finish()
    }

    private static func deny(_ members: inout ClosedObject) throws(JSONError) -> ControlCommand {
        let reason = try members.string("reason").value
        if let key = try members.optionalString("key") { return .denyKey(key: key.value, reason: reason) }
        if let authority = try members.optionalString("authority") {
            let moment = try members.string("issuedBefore").value
            return .denyIssuedBefore(authority: authority.value, moment: moment, reason: reason)
        }
        return .deny(certificate: try members.string("certificate").value, reason: reason)
    }
}

/// What the gate answers on its control socket.
package enum ControlAnswer: Sendable, Hashable {
    /// Done, with facts about what was done.
    case done(JSONObject)

    /// Not done, and why, in one or more lines.
    case refused(String)

    /// The answer as its line of JSON, without the line end.
    package var json: JSONValue {
        switch self {
        case .done(let facts): .object(["done": .object(facts)])
        case .refused(let why): .object(["refused": .string(ExactString(why))])
        }
    }

    /// Reads an answer.
    ///
    /// - Throws: `JSONError` naming the member.
    package init(_ json: JSONValue) throws(JSONError) {
        var members = try ClosedObject(json)
        if let why = try members.optionalString("refused") {
            self = .refused(why.value)
        } else {
            self = .done(try members.required("done").object ?? [:])
        }
        try members.finish()
    }
}
