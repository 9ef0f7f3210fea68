import ArgumentParser
import FaceMatching

/// Says what is installed.
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say which model is installed, and whether the demonstration's photographs are.",
        discussion: "Exit codes: 0 the model is there, 1 it is missing, 2 this could not be found out."
    )

    func run() throws {
        try Message.reporting {
            let photographs = try PhotographInstaller()
            let installer = try ModelInstaller()
            let model = installer.installedModel
            if let model {
                print("model        \(ModelConverter.modelName) \(ModelConverter.modelVersion): \(model)")
                print("licence      \(ModelConverter.licence)")
                print("limits       \(ModelConverter.limits)")
            } else {
                print("model        missing from \(installer.cache.folder): run `abeyance core install`")
            }
            print(
                "photographs  "
                    + (photographs.isInstalled
                        ? photographs.folder
                        : "missing (only `abeyance demo` needs them): run `abeyance core install --photographs`")
            )
            if model == nil { throw ExitCode(1) }
        }
    }
}
