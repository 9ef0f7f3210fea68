/// A build backend of our own, under the name of the usual one, that runs nothing of the package it is asked about.
///
/// Even to download a source archive, pip asks the archive's build backend for the package's name and version, and
/// the usual backend runs the archive's `setup.py`. This one copies the answer from the archive's `PKG-INFO`, so a
/// download runs no code from outside at all.
package enum MetadataBackend {
    /// Writes the backend into a folder that is then given to Python as `PYTHONPATH`.
    package static func write(to folder: String) throws(ModelError) {
        try InstallationFile.makeFolder("\(folder)/setuptools")
        try InstallationFile.write([], to: "\(folder)/setuptools/__init__.py")
        try InstallationFile.write(Array(source.utf8), to: "\(folder)/setuptools/build_meta.py")
    }

    private static let source = """
        import os, shutil, sys

        def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
            fields = {}
            with open("PKG-INFO", encoding="utf-8") as lines:
                for line in lines:
                    name, _, value = line.partition(": ")
                    fields.setdefault(name, value.strip())
            folder = "%s-%s.dist-info" % (fields["Name"].replace("-", "_"), fields["Version"])
            os.makedirs(os.path.join(metadata_directory, folder))
            shutil.copyfile("PKG-INFO", os.path.join(metadata_directory, folder, "METADATA"))
            return folder

        def build_wheel(*arguments, **options):
            raise RuntimeError("nothing is built here")

        __legacy__ = sys.modules[__name__]
        """
}
