internal import Cryptography

/// Fetches a source archive from the package index that pip is set up for, by name, version and digest.
enum PackageDownload {
    /// The archive's content, after its digest has been checked, by pip and again here.
    static func fetch(_ artifact: Artifact, requirement: String, folder: String) throws(ModelError) -> [UInt8]
    {
        let pins = "\(folder)/requirements.txt"
        let target = "\(folder)/download"
        let backend = "\(folder)/backend"
        try InstallationFile.write(
            Array("\(requirement) --hash=sha256:\(artifact.digest.hex)\n".utf8),
            to: pins
        )
        try InstallationFile.makeFolder(target)
        try MetadataBackend.write(to: backend)
        let outcome = try Subprocess.run(
            [
                "python3", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input",
                "--no-cache-dir", "--require-hashes", "--no-deps", "--no-binary", ":all:",
                "--no-build-isolation",
                "--dest", target, "-r", pins,
            ],
            environment: [
                "PYTHONPATH": backend, "PIP_USE_PEP517": "1", "SETUPTOOLS_USE_DISTUTILS": "stdlib",
            ],
            folder: folder
        )
        guard outcome.status == 0 else {
            throw ModelError(
                .tool,
                "`python3 -m pip download`: ended with \(outcome.status) for `\(requirement)`: \(outcome.complaint); "
                    + "without a package index, give the file `\(artifact.name)` by its path"
            )
        }
        let content = try InstallationFile.read("\(target)/\(artifact.name)")
        try artifact.check(content, place: artifact.name)
        return content
    }
}
