using TileDsl.Model;

namespace TileDsl.Reference.Tests;

/// <summary>Events counted by hand: 5 inputs on 3 rows (3 + 2), 3 outputs on 2 columns (2 + 1).</summary>
public sealed class EventTests
{
    [Test]
    public void PairsConvertedApart()
    {
        var slicing = Models.Slicing(WeightEncoding.Differential, 4, [1, 2], 4, [2, 2]);
        var tile = Models.Tile(Models.Device(0, 10), Models.Adc(8, CodeKind.Signed), rows: 3, columns: 2) with { SubtractDigital = true };
        var matrix = new MatrixInterpreter(tile, slicing, 5, 3, new double[15]).Program();
        matrix.Multiply([0, 1, 4, 5, 0]);
        // 2 row blocks, 2 slices, 2 cycles, 2 polarities of 3 outputs; 5 rows of 3 * 2 pairs, twice; 4 digits driven across 2 * 2 arrays.
        Assert.That(matrix.Events, Is.EqualTo(new EventCounts(1, 2 * 2 * 2 * 2 * 3, 5 * 3 * 2 * 2 * 2, 4 * 4)));
        matrix.Multiply([0, 0, 0, 0, 0]);
        Assert.That(matrix.Events, Is.EqualTo(new EventCounts(2, 96, 240, 16)));
    }

    [Test]
    public void ReferenceAndOffsetColumns()
    {
        var slicing = Models.Slicing(WeightEncoding.Offset, 4, [2, 2], 3, [2], InputForm.TwoPhase);
        var tile = Models.Tile(Models.Device(0, 10), Models.Adc(8, CodeKind.Signed), pair: false, rows: 3, columns: 2) with { OffsetColumn = true, AccumulateAnalog = true };
        var matrix = new MatrixInterpreter(tile, slicing, 5, 3, new double[15]).Program(noise: Noise.Ideal);
        matrix.Multiply([-3, 0, 2, 0, 0]);
        // 3 outputs and 2 offset columns in 2 slices, a reference in each of 4 arrays; one conversion per phase, 2 cycles.
        Assert.That(matrix.Events, Is.EqualTo(new EventCounts(1, 2 * 5 * 2 * 2, 5 * (5 * 2 + 4) * 2, 2 * 4)));
    }
}
