using System.Globalization;
using System.Text;
using TileDsl.Data;
using TileDsl.Devices;
using TileDsl.Scripting;

namespace TileDsl.Reference.Tests;

/// <summary>Small matrices of a tile whose cells are stuck, or err, at given rates.</summary>
internal static class CheckedProgram
{
    public const int Inputs = 16;
    public const int Outputs = 8;

    private static readonly double[] s_weights = [.. Enumerable.Range(0, Inputs * Outputs).Select(n => (double)(n * 37 % 127 - 63))];

    /// <param name="device">Lines of the device.</param>
    /// <param name="tile">Lines of the tile.</param>
    /// <param name="bits">Of the converter, whose range is full: 9 give every sum a code.</param>
    /// <param name="weights">Slices: 3+3 bit hold the weights, 4 x 3 bit and more their code words.</param>
    public static Matrix Of(string device, string tile, int bits = 9, string inputs = "4 x 1 bit", string weights = "3+3 bit")
    {
        using var program = Parse(device, tile, bits, inputs, weights);
        return program.Matrix("Core", "Sliced", Inputs, Outputs, s_weights);
    }

    /// <summary>The same program by the interpreter.</summary>
    public static MatrixInterpreter Interpreted(string device, string tile, int bits = 9, string inputs = "4 x 1 bit", string weights = "3+3 bit")
    {
        using var program = Parse(device, tile, bits, inputs, weights);
        return new MatrixInterpreter(program.Model.Tiles[0], program.Model.Slicings[0], Inputs, Outputs, s_weights);
    }

    public static int[] Codes(int sample) => [.. Enumerable.Range(0, Inputs).Select(i => (i * 7 + sample * 5 + i * sample) % 16)];

    public static double[] Exact(int[] x) => [.. Enumerable.Range(0, Outputs).Select(j => Enumerable.Range(0, Inputs).Sum(i => s_weights[j * Inputs + i] * x[i]))];

    /// <summary>The digit that a cell is meant to hold.</summary>
    public static int Digit(int output, int input, int slice, int polarity)
    {
        var w = (int)s_weights[output * Inputs + input];
        return Math.Max(polarity == 0 ? w : -w, 0) >> (3 * slice) & 7;
    }

    /// <summary>Whether every one of some products is exact.</summary>
    public static bool IsExact(ProgrammedMatrix matrix) => Enumerable.Range(0, 8).Count(n => matrix.Multiply(Codes(n), n).SequenceEqual(Exact(Codes(n)))) == 8;

    /// <summary>A chip whose devices are stuck as a map says that they name: -1, 0 or 1 by array row and column, or array, polarity, device, row and column.</summary>
    public static DeviceHistory Stuck(sbyte[] map, params int[] shape)
    {
        var header = $"{{'descr': '|i1', 'fortran_order': False, 'shape': ({string.Join(", ", shape)}), }}".PadRight(117) + "\n";
        byte[] file = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. map.Select(fault => (byte)fault)];
        var faults = FaultMap.Of(NpyArray.Read(new MemoryStream(file), "f.npy"), "f.npy");
        return new DeviceHistory { Faults = _ => faults };
    }

    private static TileProgram Parse(string device, string tile, int bits, string inputs, string weights) => TileProgram.Parse(string.Create(CultureInfo.InvariantCulture, $$"""
        tile 1
        device Cell : generic { conductance 0 uS .. 21 uS; {{device}} }
        adc Adc : sar { bits {{bits}}; codes signed; range full }
        adc Unsigned : sar { bits {{bits}}; codes unsigned; range full }
        adc Ideal : ideal { }
        adc Narrow : sar { bits 4; codes unsigned; range fixed 0 lsb .. 15 lsb }
        tile Core { array 16 x 8, pair; cell Cell; {{(tile.Contains("adc", StringComparison.Ordinal) ? "" : "adc Adc; ")}}{{tile}} }
        slicing Sliced { weights 7 bit signed, slices {{weights}}, differential; inputs 4 bit unsigned, slices {{inputs}} }
        """), useCache: false);
}
