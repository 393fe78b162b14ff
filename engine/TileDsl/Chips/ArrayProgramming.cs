using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Chips;

/// <summary>What programming an array took.</summary>
/// <param name="Array">Number of the array in its layer.</param>
/// <param name="Polarity">0 for + or single cells, 1 for -.</param>
/// <param name="Tally">Pulses, reads, time, energy, and how many devices were accepted.</param>
public sealed record ArrayProgramming(int Array, int Polarity, ProgrammingTally Tally)
{
    internal static ArrayProgramming[] Of(ProgrammedCells? cells) =>
        cells is null ? [] : [.. cells.Tallies.SelectMany((arrays, polarity) => arrays.Select((tally, array) => new ArrayProgramming(array, polarity, tally)))];
}
