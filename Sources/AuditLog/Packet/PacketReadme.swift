internal import Cryptography
internal import Decisions
internal import StrictJSON
internal import TransparencyLog

/// The words that come with a packet.
struct PacketReadme {
    private let entry: LogEntry
    private let record: DecisionRecord
    private let outcome: Int64?
    private let checkpoint: Checkpoint
    private let key: NoteVerifier

    init(
        _ entry: LogEntry,
        _ record: DecisionRecord,
        outcome: Int64?,
        checkpoint: Checkpoint,
        key: NoteVerifier
    ) {
        self.entry = entry
        self.record = record
        self.outcome = outcome
        self.checkpoint = checkpoint
        self.key = key
    }

    /// The text, wrapped for a page.
    var text: String {
        """
        DECISION \(entry.index) OF \(Printable.text(entry.origin.value))

        \(sentence)

        WHAT IS IN THIS FOLDER

        decision.json   the entry of the audit log, exactly as it was recorded
        \(outcomeLine)
        policies.json   the entry that put the policies in force (entry \(record.bundleActivatedAt))
        policies/       those policies, and the register of organisations and courts that they were applied to
        *.proof         for each entry, the proof that the log contains it
        checkpoint      the signed statement about the whole log that every proof ends in:
                        \(checkpoint.size) entries, root \(checkpoint.root.hex)

        Nothing here is about anybody else's request. Images are never recorded. Names, case numbers and the warrant's
        details are not in the clear: `commitments` in decision.json fix them, so that whoever holds the value and its
        salt can show that this was the value, and nobody can show another one.

        HOW TO CHECK IT

        You need the program `abeyance` and the log's public key. Take the key from the operator's publication, the court
        or the overseer, not from whoever gave you this folder. It should read

        \(key.vkey)

        Then:

            abeyance audit check FOLDER --key KEY

        It checks the log's signature on the checkpoint, the proof of each entry, that the policies are those that the log
        says were in force, and decides the request again from what was recorded. The formats are public (C2SP tlog-proof,
        tlog-checkpoint, RFC 6962), so that another program can do the same.

        WHAT IT SHOWS, AND WHAT IT DOES NOT

        It shows that this decision stands in the log, that the log's operator signed it, and that it follows from these
        policies and the recorded facts. Whoever compares the checkpoint with one that others hold finds out whether there
        are two versions of the log.

        It does not show that the recorded facts are true. Who connected, and what a warrant said, is the gate's word. The
        court that issued a warrant can compare its own list with the uses recorded: `abeyance audit reconcile`.

        """
    }

    private var sentence: String {
        let facts = record.facts
        let verdict = record.ruling.isAllowed ? "allowed" : "refused"
        let rules = record.ruling.determining.map(\.value).joined(separator: ", ")
        let reasons = record.ruling.reasons.map(\.rawValue).joined(separator: ", ")
        let place = facts.collection.map { " in collection \($0)" } ?? ""
        let cause = rules.isEmpty ? "reason: \(reasons)" : "rule: \(rules)"
        return Printable.text(
            "At \(entry.time) a request of \(facts.organisation) for \(facts.operation)\(place) was \(verdict) (\(cause)).",
            limit: 600
        )
    }

    private var outcomeLine: String {
        switch (outcome, record.ruling.isAllowed) {
        case (let index?, _): "outcome.json    what came of it (entry \(index))"
        case (nil, true): "(no outcome.json: what came of it was not recorded yet when this was written)"
        case (nil, false):
            "(no outcome.json: the request was refused, and nothing was asked of the matching core)"
        }
    }
}
