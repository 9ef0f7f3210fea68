internal import COpenBLAS

/// Settings of the linear algebra library for the whole process.
enum LinearAlgebra {
    /// Lets every matrix product run on the thread that asks for it; a request uses one thread.
    static func useOneThread() { openblas_set_num_threads(1) }
}
