import Broker
import StrictJSON
import Testing

/// The lines that go through the control socket.
@Suite struct ControlCommandTests {
    @Test(arguments: [
        ControlCommand.activate(folder: "/etc/abeyance/policies"),
        .deny(certificate: "ab", reason: "lost \"laptop\""),
        .denyKey(key: "ab", reason: "lost"),
        .denyIssuedBefore(authority: "ab", moment: "2026-01-31T00:00:00Z", reason: "broken into"), .reload,
        .redact(entry: 7, basis: "an order of the court"),
        .status, .trustClock(reason: "set by hand"),
    ])
    func aCommandComesBackAsItWent(command: ControlCommand) throws {
        let line = command.json.serialized()
        #expect(!line.contains(UInt8(ascii: "\n")))
        #expect(try ControlCommand(try JSONValue.parse(line)) == command)
    }

    @Test(arguments: [ControlAnswer.done(["index": 7]), .done([:]), .refused("one line\nand another")])
    func anAnswerComesBackAsItWent(answer: ControlAnswer) throws {
        let line = answer.json.serialized()
        #expect(!line.contains(UInt8(ascii: "\n")))
        #expect(try ControlAnswer(try JSONValue.parse(line)) == answer)
    }

    @Test(arguments: [
        (#"{"command":"stop"}"#, "unknown command `stop`"), (#"{"command":"status","folder":"/"}"#, "folder"),
        (#"{"command":"activate"}"#, "folder"), (#"{"command":"deny","certificate":"ab"}"#, "reason"),
        (#"{"command":"deny","certificate":"ab","key":"cd","reason":"x"}"#, "certificate"),
        (#"{"command":"deny","authority":"ab","reason":"x"}"#, "issuedBefore"),
        (#"{"command":"reload","now":true}"#, "now"),
        (#"{"command":"redact","entry":"7","basis":"x"}"#, "entry"), (#"{"command":1}"#, "command"),
        (#"{"command":"trust_clock"}"#, "reason"), ("{}", "command"), ("[]", "object"),
    ])
    func aCommandThatIsNoneIsRefusedByTheMemberThatIsWrong(text: String, words: String) throws {
        let json = try JSONValue.parse(Array(text.utf8))
        let error = try #require(throws: JSONError.self) { _ = try ControlCommand(json) }
        #expect("\(error)".contains(words), "\(error)")
    }

    @Test func anAnswerThatIsNoneIsRefused() throws {
        for text in ["{}", #"{"refused":"x","done":{}}"#, #"{"refused":1}"#] {
            let json = try JSONValue.parse(Array(text.utf8))
            #expect(throws: JSONError.self) { _ = try ControlAnswer(json) }
        }
    }
}
