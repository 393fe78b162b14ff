using System.Runtime.InteropServices;
using TileDsl.Benchmarks.Works;

namespace TileDsl.Benchmarks.Measuring;

/// <summary>
/// The yardstick: single-precision matrix products of the machine's own OpenBLAS on one thread. Loaded only once a case has
/// been measured, because its buffers are memory too.
/// </summary>
internal sealed unsafe class OpenBlas
{
    private const int RowMajor = 101, Plain = 111, Transposed = 112;

    private readonly delegate* unmanaged[Cdecl]<int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _gemv;
    private readonly delegate* unmanaged[Cdecl]<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _gemm;

    private OpenBlas(nint library)
    {
        var setThreads = (delegate* unmanaged[Cdecl]<int, void>)NativeLibrary.GetExport(library, "openblas_set_num_threads");
        setThreads(1);
        _gemv = (delegate* unmanaged[Cdecl]<int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)NativeLibrary.GetExport(library, "cblas_sgemv");
        _gemm = (delegate* unmanaged[Cdecl]<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)NativeLibrary.GetExport(library, "cblas_sgemm");
    }

    /// <summary>The machine's library, or null where none is installed.</summary>
    public static OpenBlas? Load()
    {
        foreach (var name in (string[])["libopenblas.so.0", "libopenblas.so", "libopenblas.dylib", "libopenblas.dll", "openblas"])
        {
            if (NativeLibrary.TryLoad(name, out var library) && NativeLibrary.TryGetExport(library, "openblas_set_num_threads", out _)) return new OpenBlas(library);
        }
        return null;
    }

    /// <summary>Microseconds per vector of the products of a workload.</summary>
    public double Micros(IReadOnlyList<Shape> products, int batch) => products.Sum(shape =>
    {
        using var product = new Product(this, shape, batch);
        return BestOf.Micros(product, 1);
    });

    /// <summary>y = W x, W outputs by inputs row-major.</summary>
    private void Gemv(Shape shape, float* w, float* x, float* y) =>
        _gemv(RowMajor, Plain, shape.Outputs, shape.Inputs, 1, w, shape.Inputs, x, 1, 0, y, 1);

    /// <summary>Y = X W^T, X vectors by inputs row-major.</summary>
    private void Gemm(Shape shape, int vectors, float* w, float* x, float* y) =>
        _gemm(RowMajor, Plain, Transposed, vectors, shape.Outputs, shape.Inputs, 1, x, shape.Inputs, w, shape.Inputs, 0, y, shape.Outputs);

    private sealed class Product : ITimed, IDisposable
    {
        private readonly OpenBlas _library;
        private readonly Shape _shape;
        private readonly int _batch;
        private readonly float* _w;
        private readonly float* _x;
        private readonly float* _y;

        public Product(OpenBlas library, Shape shape, int batch)
        {
            (_library, _shape, _batch) = (library, shape, batch);
            _w = Allocate(shape.Macs);
            _x = Allocate((long)batch * shape.Inputs);
            _y = Allocate((long)batch * shape.Outputs);
            for (var n = 0L; n < shape.Macs; n++) _w[n] = ((int)((WorkData.Hash(WorkData.WeightSeed, n) >> 32) % 255) - 127) / 127f;
            for (var n = 0L; n < (long)batch * shape.Inputs; n++) _x[n] = (WorkData.Hash(WorkData.InputSeed, n) >> 56) / 255f;
        }

        public long Run(int rounds, int threads)
        {
            for (var round = 0; round < rounds; round++)
            {
                if (_batch == 1) _library.Gemv(_shape, _w, _x, _y);
                else _library.Gemm(_shape, _batch, _w, _x, _y);
            }
            return (long)rounds * _batch;
        }

        public void Dispose()
        {
            NativeMemory.AlignedFree(_w);
            NativeMemory.AlignedFree(_x);
            NativeMemory.AlignedFree(_y);
        }

        private static float* Allocate(long count) => (float*)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), 64);
    }
}
