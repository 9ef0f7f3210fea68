import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// What somebody meets with who is new to it: one clear message that says what to do, and a non-zero exit.
@Suite(.serialized) struct NewUserTests {
    @Test func aWrongPathOfTheConfigurationIsNamed() throws {
        let run = try Subprocess.run(Programs.abeyance, ["serve", "--config", "/nowhere/abeyance.yaml"])
        expectOneMessage(
            run,
            saying: "/nowhere/abeyance.yaml: cannot be read",
            "`abeyance init DIR` writes one"
        )
    }

    @Test(
        "a mistake in the configuration is named with its place",
        arguments: [
            ("stat: state\n", "abeyance.yaml:1:1: unknown key `stat`, did you mean `state`?"),
            ("listen: nowhere\nstate: s\n", "` is missing; it is a path"),
            ("", "expected keys such as `state: state`"),
            ("state: [", "not readable as YAML"),
        ]
    )
    func configuration(text: String, words: String) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let file = "\(folder)/abeyance.yaml"
            try TestFiles.write(Array(text.utf8), toPath: file)
            expectOneMessage(try serve(file), saying: file, words)
        }
    }

    @Test func aBusyPortIsNamedWithTheWayOut() async throws {
        try await initialised { folder in
            try await initialised { other in
                let gate = try RunningGate.start(in: other, initialise: false)
                defer { gate.kill() }
                let run = try serve("\(folder)/abeyance.yaml", ["--port", "\(gate.port)"])
                expectOneMessage(
                    run,
                    saying: "127.0.0.1:\(gate.port): cannot listen: Address already in use",
                    "choose another with `--port`"
                )
            }
        }
        let run = try Subprocess.run(Programs.abeyance, ["serve", "--port", "70000"])
        #expect(run.status == 64)
        #expect(run.errors.contains("`--port 70000` is no port"), "\(run.errors)")
    }

    @Test func aStateThatARunningGateHoldsIsLeftAlone() async throws {
        try await initialised { folder in
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            let run = try serve("\(folder)/abeyance.yaml")
            expectOneMessage(run, saying: "\(folder)/state: another process holds this state directory")
            #expect(try gate.client("icmec").call("ListCollections", [:]).status == 200)
        }
    }

    @Test func withoutAModelCollectionsWorkAndImagesAreAnsweredPlainly() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let gate = try RunningGate.start(
                in: folder,
                environment: ["HOME": folder, "XDG_CACHE_HOME": "\(folder)/cache"]
            )
            defer { gate.kill() }
            #expect(gate.log.contains("model missing: run `abeyance core install`"))
            let ngo = gate.client("icmec")
            #expect(try ngo.call("CreateCollection", ["CollectionId": "missing-children"]).status == 200)
            let image = try ngo.call(
                "DetectFaces",
                ["Image": ["Bytes": "/9j/4A=="]],
                fields: [("Abeyance-Purpose", "missing_child"), ("Abeyance-Image-Source", "social_media")]
            )
            #expect(image.status == 500)
            #expect(image.errorType == "InternalServerError")
            let outcome = try gate.entries.outcome(of: try #require(image.decision))
            #expect(outcome["failed"]?["beforeMatching"] == true)
            #expect(gate.stop() == 0)
            let status = try Subprocess.run(
                "env",
                ["HOME=\(folder)", "XDG_CACHE_HOME=\(folder)/cache", Programs.abeyance, "core", "status"]
            )
            #expect(status.status == 1)
        }
    }

    @Test func anInitIntoAFolderWithFilesTouchesNothing() async throws {
        try await initialised { folder in
            let before = try TestFiles.bytes(atPath: "\(folder)/abeyance.yaml")
            let run = try Subprocess.run(
                Programs.abeyance,
                ["init", folder, "--policies", Programs.policies]
            )
            expectOneMessage(run, saying: folder, "empty")
            #expect(try TestFiles.bytes(atPath: "\(folder)/abeyance.yaml") == before)
        }
    }

    @Test func anEmptyPolicyFolderIsRefusedEverywhere() async throws {
        try await initialised { folder in
            let empty = "\(folder)/empty"
            try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
            expectOneMessage(
                try Subprocess.run(Programs.abeyance, ["init", "\(folder)/new", "--policies", empty]),
                saying: "\(empty): expected the policies there"
            )
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            let activated = try gate.command(["policy", "activate", empty])
            #expect(activated.status == 1)
            #expect(activated.errors.contains("\(empty): the folder is empty"), "\(activated.errors)")
            #expect(try gate.client("icmec").call("ListCollections", [:]).status == 200)
        }
    }

    @Test func aProgramWithoutItsCoreSaysWhereItIsLookedFor() async throws {
        try await initialised { folder in
            let alone = "\(folder)/alone"
            try FileManager.default.createDirectory(atPath: alone, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: Programs.abeyance, toPath: "\(alone)/abeyance")
            let run = try Subprocess.run(
                "\(alone)/abeyance",
                ["serve", "--config", "\(folder)/abeyance.yaml", "--port", "0"]
            )
            expectOneMessage(
                run,
                saying: "\(alone)/abeyance-core: the matching core's program is not there",
                "`core.program`"
            )
        }
    }

    @Test func auditsOfNothingAndWithAnotherKeySaySo() async throws {
        try await initialised { folder in
            func verify(_ path: String, _ key: String) throws -> Subprocess {
                try Subprocess.run(Programs.abeyance, ["audit", "verify", path, "--key", key])
            }
            let key = "\(folder)/state/log.vkey"
            expectOneMessage(
                try verify("/nowhere", key),
                saying: "/nowhere: no such file, expected an audit log"
            )
            expectOneMessage(
                try verify("\(folder)/state", "\(folder)/certs/client-ca.pem"),
                saying: "client-ca.pem: not a verifier key"
            )
            try await initialised { other in
                let run = try verify("\(folder)/state", "\(other)/state/log.vkey")
                #expect(run.status == 1)
                #expect(String(decoding: run.output, as: UTF8.self).contains("signed with another key"))
            }
        }
    }

    @Test(.enabled(if: Materials.haveSmallDisks, "this user may not mount a small file system"))
    func aFullDiskIsNamedByInitAndEndsTheRun() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let script = """
                mount -t tmpfs -o size=256k none "$1" && "$2" init "$1/gate" --policies "$3"
                """
            let run = try Subprocess.run(
                "unshare",
                ["-rm", "sh", "-c", script, "sh", folder, Programs.abeyance, Programs.policies]
            )
            expectOneMessage(
                run,
                saying: "disk is full",
                "remove \(folder)/gate and run `abeyance init` again"
            )
        }
    }

    private func serve(_ file: String, _ arguments: [String] = ["--port", "0"]) throws -> Subprocess {
        try Subprocess.run(Programs.abeyance, ["serve", "--config", file] + arguments)
    }
}

/// A run that failed with exit code 2 and one message, which says all of this.
func expectOneMessage(
    _ run: Subprocess,
    saying words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(run.status == 2, "\(run.errors)", sourceLocation: sourceLocation)
    #expect(run.output.isEmpty, sourceLocation: sourceLocation)
    let messages = run.errors.split(separator: "\n").filter { $0.hasPrefix("abeyance: ") }
    #expect(messages.count == 1, "\(run.errors)", sourceLocation: sourceLocation)
    for word in words {
        #expect(run.errors.contains(word), "\(run.errors)", sourceLocation: sourceLocation)
    }
}

/// A working folder that `init` made and nothing serves from yet; `date` makes it at another time.
func initialised(
    at date: String? = nil,
    _ body: (String) async throws -> Void
) async throws {
    try await TestFiles.withTemporaryFolder { folder in
        let command = [Programs.abeyance, "init", folder, "--policies", Programs.policies]
        let made = try Subprocess.run("env", (date.map { ["faketime", $0] } ?? []) + command)
        guard made.status == 0 else { throw RunningGate.Failure(description: made.errors) }
        try await body(folder)
    }
}
