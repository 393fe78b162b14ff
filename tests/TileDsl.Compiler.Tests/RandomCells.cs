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
    private readonly MatrixPlan _plan;
    private readonly MatrixKernel _kernel;
    private readonly bool _onGrid;

    public RandomCells(MatrixPlan plan, MatrixKernel kernel, bool onGrid, Random random)
    {
        (_plan, _kernel, _onGrid) = (plan, kernel, onGrid);
        var columns = plan.Outputs + plan.NoiseFree.OffsetColumns;
        for (var b = 0; b < plan.RowBlocks.Count; b++)
        {
            foreach (var slice in plan.Slices)
            {
                for (var p = 0; p < plan.Signature.Polarities; p++)
                {
                    for (var i = 0; i < plan.RowBlocks[b]; i++)
                        for (var j = 0; j < columns; j++) _cells[(b, slice.Index, p, i, j)] = Draw(slice, random);
                }
            }
        }
    }

    public Rational UnitsPerLsb(int slice)
    {
        var signature = _plan.Signature;
        if (!_onGrid) return WorstPedestal(slice).Denominator;
        var k = Model.Grid.Exponent(_plan.RowBlocks[0], Model.Grid.WidestConversion(signature.InputSlicing.SliceBits, signature.AccumulateAnalog))!.Value;
        return Model.Grid.UnitsPerLsb(k, signature.Cell.GMin, signature.Cell.GMax, signature.Weights.SliceBits[slice]);
    }

    public BigInteger Of(int block, int slice, int polarity, int row, int column) => _cells[(block, slice, polarity, row, column)];

    public MatrixState State(CalibratedConverter[] converters)
    {
        var planes = new List<int>();
        for (var b = 0; b < _plan.RowBlocks.Count; b++)
        {
            for (var s = 0; s < _plan.Slices.Count; s++)
            {
                for (var p = 0; p < _plan.Signature.Polarities; p++)
                {
                    for (var i = 0; i < _plan.RowBlocks[b]; i++)
                        for (var j = 0; j < _kernel.PaddedColumns; j++) planes.Add(_cells.GetValueOrDefault((b, s, p, i, j)));
                }
            }
        }
        return _kernel.FloatPlanes
            ? new MatrixState { FloatPlanes = planes.Select(v => (float)v).ToArray(), Converters = converters }
            : new MatrixState { IntPlanes = planes.ToArray(), Converters = converters };
    }

    private Rational WorstPedestal(int slice) => _plan.Signature.SeesPedestal
        ? Model.Pedestal.InLsb(_plan.Signature.Cell.GMin, _plan.Signature.Cell.GMax, _plan.Signature.Weights.SliceBits[slice])
        : Rational.Zero;

    private int Draw(WeightSlicePlan slice, Random random)
    {
        var differences = _plan.Signature.IsPair && !_plan.Signature.SubtractDigital;
        var digit = random.Next(differences ? -slice.Largest : 0, slice.Largest + 1);
        var exact = (digit + WorstPedestal(slice.Index)) * UnitsPerLsb(slice.Index);
        return _onGrid ? (int)exact.Floor() + random.Next(-40, 41) : (int)exact.Floor();
    }
}
