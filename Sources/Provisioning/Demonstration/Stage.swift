import Foundation

/// Where the story is told: the gate, the parties' clients, the photographs, and somebody who keeps count of what did not
/// come out as it should.
final class Stage {
    /// The working folder that `abeyance init` made.
    let folder: String
    /// The running gate.
    let gate: GateProcess
    /// The program itself, for its commands.
    let abeyance: CommandLineTool
    private let album: PhotographAlbum
    private var narrator: Narrator
    /// How many steps did not come out as they should.
    private(set) var failures = 0
    private var told: Set<String> = []

    init(
        folder: String,
        gate: GateProcess,
        abeyance: CommandLineTool,
        album: PhotographAlbum,
        narrator: Narrator
    ) {
        self.folder = folder
        self.gate = gate
        self.abeyance = abeyance
        self.album = album
        self.narrator = narrator
    }

    func chapter(_ title: String) { narrator.chapter(title) }

    func bytes(of photograph: Photograph) throws -> [UInt8] { try album.bytes(of: photograph) }

    /// A party asks the gate; what comes back is told, held against the log, and compared with what is expected.
    @discardableResult
    func ask(
        _ party: Party,
        _ request: GateRequest,
        _ sentence: String,
        expecting expectation: Expectation
    ) throws -> Experience {
        narrator.step(sentence)
        let body = request.body(image: try request.photograph.map { try album.bytes(of: $0) })
        let clock = ContinuousClock()
        let began = clock.now
        let response = try client(of: party).call(request.operation, body, fields: request.fields)
        let duration = clock.now - began
        let experience = Experience(
            response: response,
            decision: try decision(in: response),
            duration: duration
        )
        tell(experience, of: request.operation)
        judge(expectation.differences(from: experience))
        return experience
    }

    /// Something is done that is no request; the deed says what came of it.
    func act(_ sentence: String, _ deed: () throws -> Deed) throws {
        narrator.step(sentence)
        let clock = ContinuousClock()
        let began = clock.now
        let done = try deed()
        narrator.verdict(done.verdict, done.facts + [Narrator.words(clock.now - began)])
        for line in done.details { narrator.detail(line) }
        judge(done.differences)
    }

    /// What was done outside of the gate.
    struct Deed {
        var verdict = Narrator.Verdict.done
        /// Short facts for the line of the verdict.
        var facts: [String]
        /// Further lines.
        var details: [String] = []
        /// What is otherwise than it should be.
        var differences: [String] = []
    }

    private func client(of party: Party) -> CurlClient {
        CurlClient(
            endpoint: "https://\(gate.address)/",
            authority: "\(folder)/certs/server-ca.pem",
            certificate: (path: "\(folder)/certs/\(party.name).pem", key: "\(folder)/keys/\(party.name).key"),
            folder: folder
        )
    }

    private func decision(in response: CurlClient.Response) throws -> LoggedDecision? {
        guard let stated = Experience.statedDecision(in: response) else { return nil }
        guard stated.origin.utf8.elementsEqual(gate.origin.utf8) else {
            judge(["expected a decision of `\(gate.origin)`, found one of `\(stated.origin)`"])
            return nil
        }
        return try LoggedDecision(at: stated.index, in: "\(folder)/state")
    }

    private func tell(_ experience: Experience, of operation: String) {
        let took = Narrator.words(experience.duration)
        guard let decision = experience.decision else {
            switch experience.response {
            case .answered(let status, _, _):
                narrator.verdict(.deny, ["no operation was decided: status \(status)", took])
                if let message = experience.message { narrator.detail("\"\(message)\"") }
            case .notConnected(let code, let message):
                narrator.verdict(.deny, ["no TLS connection", took])
                narrator.detail("\(message) (curl's exit code is \(code))")
            }
            return
        }
        var facts = decision.reasons
        if !decision.rules.isEmpty {
            facts.append("by rule " + decision.rules.joined(separator: " and "))
        }
        facts.append("log entry \(decision.index)")
        if let use = decision.use { facts.append("use \(use)") }
        narrator.verdict(decision.isAllowed ? .allow : .deny, facts + [took])
        if decision.isAllowed, operation == "SearchFacesByImage" { tellFaces(experience) }
        // Whoever was told a reason once in this story is not told it in full again.
        if let message = experience.message, !told.isSuperset(of: decision.reasons) {
            narrator.detail("\"\(message)\"")
            told.formUnion(decision.reasons)
        }
    }

    private func tellFaces(_ experience: Experience) {
        let faces = experience.faces.map { face in face.name + (face.similarity.map { " at \($0)" } ?? "") }
        narrator.detail(faces.isEmpty ? "finds: nobody" : "finds: \(faces.joined(separator: ", "))")
    }

    private func judge(_ differences: [String]) {
        failures += differences.isEmpty ? 0 : 1
        for difference in differences { narrator.complaint(difference) }
    }
}
