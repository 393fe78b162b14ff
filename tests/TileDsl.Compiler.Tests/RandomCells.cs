using System.Numerics;
using TileDsl.Model;
using TileDsl.Planning;
using CalibratedConverter = TileDsl.Kernels.CalibratedConverter;
using MatrixKernel = TileDsl.Kernels.MatrixKernel;
using MatrixState = TileDsl.Kernels.MatrixState;

namespace TileDsl.Compiler.Tests;

/// <summary>Cells as the engine packs them: any digits an ideal array may hold, or any conductances near them on the grid.</summary>
internal sealed class RandomCells
{
    private readonly Dictionary<(int Block, int Slice, int Polarity, int Row, int Column), int> _cells = [];
    private readonly Dictionary<(int Block, int Slice, int Polarity, int Row, int Column), float> _real = [];
    private readonly MatrixPlan _plan;
    private readonly MatrixKernel _kernel;
    private readonly int? _gridBits;

    public RandomCells(MatrixPlan plan, MatrixKernel kernel, bool errors, Random random)
    {
        (_plan, _kernel, IsProgrammed) = (plan, kernel, errors);
        _gridBits = Grid.Exponent(plan.RowBlocks[0], Grid.WidestConversion(plan.Signature.InputSlicing.SliceBits, plan.Signature.AccumulateAnalog));
        var columns = plan.Outputs + plan.NoiseFree.OffsetColumns;
        for (var b = 0; b < plan.RowBlocks.Count; b++)
        {
            foreach (var slice in plan.Slices)
            {
                for (var p = 0; p < plan.Signature.Polarities; p++)
                {
                    for (var i = 0; i < plan.RowBlocks[b]; i++)
                    {
                        for (var j = 0; j < columns; j++)
                        {
                            var exact = Target(slice, random);
                            _cells[(b, slice.Index, p, i, j)] = (int)exact.Floor() + (IsProgrammed ? random.Next(-40, 41) : 0);
                            _real[(b, slice.Index, p, i, j)] = (float)(exact.ToDouble() + random.NextDouble() / 100);
                        }
                    }
                }
            }
        }
    }

    public bool IsProgrammed { get; }

    /// <summary>Sums are float32: the inputs are too wide for a grid.</summary>
    public bool IsReal => IsProgrammed && _gridBits is null;

    public Rational UnitsPerLsb(int slice)
    {
        var signature = _plan.Signature;
        if (!IsProgrammed) return SeenPedestal(slice).Denominator;
        var lsb = Pedestal.LsbOfGMax(signature.Cell.GMin, signature.Cell.GMax, signature.Weights.SliceBits[slice]);
        return _gridBits is { } k ? lsb * Rational.PowerOfTwo(k) : lsb;
    }

    public float Real(int block, int slice, int polarity, int cycle, int row, int column) => _real[(block, slice, polarity, row, column)];

    public BigInteger Of(int block, int slice, int polarity, int row, int column) => _cells[(block, slice, polarity, row, column)];

    public MatrixState State(CalibratedConverter[] converters)
    {
        if (_kernel.Elements == Kernels.PlaneForm.Digits) return new MatrixState { DigitPlanes = Digits(), Converters = converters };
        var places = new List<(int Block, int Slice, int Polarity, int Row, int Column)>();
        for (var b = 0; b < _plan.RowBlocks.Count; b++)
        {
            for (var s = 0; s < _plan.Slices.Count; s++)
            {
                for (var p = 0; p < _plan.Signature.Polarities; p++)
                {
                    for (var i = 0; i < _plan.RowBlocks[b]; i++)
                        for (var j = 0; j < _kernel.PaddedColumns; j++) places.Add((b, s, p, i, j));
                }
            }
        }
        if (IsReal) return new MatrixState { FloatPlanes = Aligned(places.Select(p => _real.GetValueOrDefault(p))), Converters = converters };
        return _kernel.Elements == Kernels.PlaneForm.Float32
            ? new MatrixState { FloatPlanes = Aligned(places.Select(p => (float)_cells.GetValueOrDefault(p))), Converters = converters }
            : new MatrixState { IntPlanes = Aligned(places.Select(p => _cells.GetValueOrDefault(p))), Converters = converters };
    }

    /// <summary>Memory that holds elements in their order: planes of one panel lie row by row.</summary>
    public static Kernels.AlignedMemory<T> Aligned<T>(IEnumerable<T> elements)
        where T : unmanaged
    {
        var all = elements.ToArray();
        var memory = new Kernels.AlignedMemory<T>(all.Length);
        all.CopyTo(memory.Span);
        return memory;
    }

    /// <summary>Digits of a group of rows in a byte, without the pedestal.</summary>
    private Kernels.AlignedMemory<byte> Digits()
    {
        var form = _kernel.Digits;
        var bytes = new List<byte>();
        for (var b = 0; b < _plan.RowBlocks.Count; b++)
        {
            for (var s = 0; s < _plan.Slices.Count; s++)
            {
                for (var p = 0; p < _plan.Signature.Polarities; p++)
                {
                    var pedestal = SeenPedestal(s);
                    var plane = new byte[form.Groups(_plan.RowBlocks[b]) * _kernel.PaddedColumns];
                    foreach (var (place, cell) in _cells.Where(c => (c.Key.Block, c.Key.Slice, c.Key.Polarity) == (b, s, p)))
                    {
                        var digit = (int)((cell - pedestal.Numerator) / pedestal.Denominator) - form.Lowest;
                        plane[place.Row / form.RowsPerGroup * _kernel.PaddedColumns + Kernels.DigitTile.Position(place.Column)] |= (byte)(digit << place.Row % form.RowsPerGroup * form.Bits);
                    }
                    bytes.AddRange(plane);
                }
            }
        }
        return Aligned(bytes);
    }

    private Rational SeenPedestal(int slice) => _plan.Signature.SeesPedestal
        ? Pedestal.InLsb(_plan.Signature.Cell.GMin, _plan.Signature.Cell.GMax, _plan.Signature.Weights.SliceBits[slice])
        : Rational.Zero;

    private Rational Target(WeightSlicePlan slice, Random random)
    {
        var differences = _plan.Signature.IsPair && !_plan.Signature.SubtractDigital;
        var digit = random.Next(differences ? -slice.Largest : 0, slice.Largest + 1);
        return (digit + SeenPedestal(slice.Index)) * UnitsPerLsb(slice.Index);
    }
}
