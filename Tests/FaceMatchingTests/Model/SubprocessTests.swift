import FaceMatching
import Support
import Testing

@Suite("Programs the installation runs")
struct SubprocessTests {
    @Test("output, errors and status come back, and input is empty")
    func outcome() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let script = "cat; printf out; printf err >&2; exit 3"
            let outcome = try Subprocess.run(["sh", "-c", script], folder: folder)
            #expect(outcome.status == 3)
            #expect(outcome.output == Array("out".utf8))
            #expect(outcome.errors == Array("err".utf8))
            #expect(outcome.complaint == "err")
        }
    }

    @Test("a variable is added to the environment, and a signal shows in the status")
    func environment() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let shown = try Subprocess.run(
                ["sh", "-c", "printf %s \"$ABEYANCE_TEST\"; test -n \"$PATH\""],
                environment: ["ABEYANCE_TEST": "a=b c"],
                folder: folder
            )
            #expect(shown.output == Array("a=b c".utf8))
            #expect(shown.status == 0)
            #expect(try Subprocess.run(["sh", "-c", "kill -9 $$"], folder: folder).status == 137)
        }
    }

    @Test("a program that is not there is an error that names it")
    func missing() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let error = #expect(throws: ModelError.self) {
                try Subprocess.run(["no-such-program-of-abeyance"], folder: folder)
            }
            #expect(error?.code == .tool)
            #expect(error?.message.contains("no-such-program-of-abeyance") == true)
        }
        #expect(!Subprocess.exists("no-such-program-of-abeyance", path: "/bin:/usr/bin"))
    }

    @Test("asking a package for its name and version runs nothing of the package")
    func metadata() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try MetadataBackend.write(to: "\(folder)/backend")
            try TestFiles.write(Array("raise SystemExit('setup.py ran')".utf8), toPath: "\(folder)/setup.py")
            try TestFiles.write(Array("Name: a-b\nVersion: 1.2\n".utf8), toPath: "\(folder)/PKG-INFO")
            let program =
                "import os, setuptools.build_meta as b; os.chdir('\(folder)'); "
                + "print(b.__legacy__.prepare_metadata_for_build_wheel('\(folder)'))"
            let outcome = try Subprocess.run(
                ["python3", "-c", program],
                environment: ["PYTHONPATH": "\(folder)/backend", "SETUPTOOLS_USE_DISTUTILS": "stdlib"],
                folder: folder
            )
            #expect(outcome.output == Array("a_b-1.2.dist-info\n".utf8), "\(outcome.complaint)")
            let written = try TestFiles.bytes(atPath: "\(folder)/a_b-1.2.dist-info/METADATA")
            #expect(written == Array("Name: a-b\nVersion: 1.2\n".utf8))
        }
    }
}
