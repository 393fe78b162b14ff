using TileDsl.Model;
using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>Writes how input codes become what rows are driven with.</summary>
internal static class DriveWriter
{
    public static void Write(CodeWriter code, MatrixPlan matrix, KernelPlan kernel)
    {
        code.Comment("Cuts the codes of a row block into drives. Rows at 0 V add nothing and are left out: driven holds the others. Counts the driver pulses: "
            + "drives that are not zero, for every array of the row block.");
        code.Hot();
        using (code.Braces("private static int Drive(ReadOnlySpan<int> x, Span<int> driven, Span<float> drives, ref long pulses)"))
        {
            code.Line("int count = 0;");
            code.Line("long pulsed = 0;");
            using (code.Braces("for (int i = 0; i < x.Length; i++)"))
            {
                code.Line("int code = x[i];");
                code.Line("if (code == 0) continue;");
                Forms(code, matrix, kernel);
                code.Line($"pulsed += {Pulses(matrix)};");
                code.Line("driven[count] = i;");
                for (var d = 0; d < kernel.Drives.Count; d++)
                    code.Line($"drives[count * Drives + {Text(d)}] = {Drive(kernel.Drives[d])};");
                code.Line("count++;");
            }
            var arrays = matrix.ColumnBlocks.Count * matrix.ArraysPerBlock;
            code.Line(arrays == 1 ? "pulses += pulsed;" : $"pulses += pulsed * {Text(arrays)};");
            code.Line("return count;");
        }
        code.Line();
    }

    private static void Forms(CodeWriter code, MatrixPlan matrix, KernelPlan kernel)
    {
        var form = matrix.Signature.InputSlicing.Form;
        if (form == InputForm.SignMagnitude) code.Line("int magnitude = Math.Abs(code);");
        if (form == InputForm.TwoPhase)
        {
            code.Line("int positive = Math.Max(code, 0);");
            code.Line("int negative = Math.Max(-code, 0);");
        }
        if (kernel.Drives.Any(d => d.Form == DriveForm.SignedMagnitude)) code.Line("int sign = code < 0 ? -1 : 1;");
    }

    private static string Drive(DrivePlan drive)
    {
        var mask = Text((1L << drive.Bits) - 1);
        return drive.Form switch
        {
            DriveForm.Pattern when drive.Whole => "code",
            DriveForm.Pattern => Bits("code", drive.Shift, mask),
            DriveForm.SignedMagnitude => $"sign * ({Bits("magnitude", drive.Shift, mask)})",
            DriveForm.Positive => Bits("positive", drive.Shift, mask),
            _ => Bits("negative", drive.Shift, mask),
        };
    }

    private static string Bits(string value, int shift, string mask) => shift == 0 ? $"{value} & {mask}" : $"({value} >> {Text(shift)}) & {mask}";

    /// <summary>How many cycles drive a row that holds a code.</summary>
    private static string Pulses(MatrixPlan matrix)
    {
        var inputs = matrix.Signature.InputSlicing;
        var value = inputs.Form switch
        {
            InputForm.SignMagnitude => "magnitude",
            InputForm.TwoPhase => "(positive | negative)",
            _ => "code",
        };
        var slices = matrix.Cycles.Where(c => c.Phase == 0).ToList();
        if (slices.All(c => c.Bits == 1)) return $"BitOperations.PopCount((uint)({value} & {Text((1L << slices.Count) - 1)}))";
        return string.Join(" + ", slices.Select(c => $"(({Bits(value, c.Shift, Text((1L << c.Bits) - 1))}) != 0 ? 1 : 0)"));
    }
}
