/// A compressed source archive whose digest has been checked.
struct SourceArchive {
    /// Where the archive lies.
    let path: String
    /// A folder for what is unpacked.
    let folder: String

    /// The content of one member.
    func member(_ name: String) throws(ModelError) -> [UInt8] {
        let outcome = try Subprocess.run(["tar", "-xzOf", path, name], folder: folder)
        guard outcome.status == 0 else {
            throw ModelError(.tool, "`tar`: ended with \(outcome.status) for `\(name)`: \(outcome.complaint)")
        }
        return outcome.output
    }

    /// Unpacks everything into the folder.
    func unpack() throws(ModelError) {
        let outcome = try Subprocess.run(
            ["tar", "-xzf", path, "-C", folder, "--no-same-owner", "--no-same-permissions"],
            folder: folder
        )
        guard outcome.status == 0 else {
            throw ModelError(.tool, "`tar`: ended with \(outcome.status) for `\(path)`: \(outcome.complaint)")
        }
    }
}
