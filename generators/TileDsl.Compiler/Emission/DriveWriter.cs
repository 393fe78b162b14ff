using TileDsl.Model;
using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>Writes how the input codes of a row block become what its rows are driven with, and counts the driver pulses.</summary>
internal sealed class DriveWriter
{
    private readonly CodeWriter _code;
    private readonly MatrixPlan _matrix;
    private readonly KernelPlan _kernel;

    private DriveWriter(CodeWriter code, MatrixPlan matrix, KernelPlan kernel) => (_code, _matrix, _kernel) = (code, matrix, kernel);

    private InputForm Form => _matrix.Signature.InputSlicing.Form;

    private bool NeedsInputSums => _kernel.Noise is { Reads: FreshNoise.Uniform } || (_kernel is { Digits: not null, SixteenBits: false } && _matrix.Signature.Converter is not null && _matrix.Signature.SeesPedestal);

    public static void Write(CodeWriter code, MatrixPlan matrix, KernelPlan kernel)
    {
        var writer = new DriveWriter(code, matrix, kernel);
        writer.Drive();
    }

    private void Drive()
    {
        var (type, name, meaning) = _kernel.Method switch
        {
            SumMethod.IntegerPairs => ("Span<short>", "inputs", "Codes in 16 bits, zero behind an odd last row."),
            SumMethod.DigitLookup => ("Span<byte>", "combos", "The tables of each group and cycle."),
            SumMethod.TableSums => ("Span<byte>", "bits", "The order of the rows under each eight bits of their codes."),
            _ => ("Span<float>", "drives", "The digits of each cycle, one behind the other."),
        };
        _code.Comment(meaning + " Returns the driver pulses: drives that are not zero, for every array of the row block.");
        _code.Hot();
        var more = (_kernel.Method == SumMethod.TableSums ? ", Span<ushort> plans" : "") + (NeedsInputSums ? ", Span<long> inputSums" : "");
        using (_code.Braces($"private static long Drive(ReadOnlySpan<int> x, {type} {name}{more})"))
        {
            switch (_kernel.Method)
            {
                case SumMethod.IntegerPairs:
                    _code.Line("DriveRows.Narrow(x, inputs);");
                    break;
                case SumMethod.DigitLookup:
                    Combos();
                    break;
                case SumMethod.TableSums:
                    Plans();
                    break;
                default:
                    for (var d = 0; d < _kernel.Drives.Count; d++)
                        _code.Line($"DriveRows.{Call(_kernel.Drives[d])}, drives.Slice({(d == 0 ? "0" : d == 1 ? "x.Length" : $"{Text(d)} * x.Length")}, x.Length));");
                    break;
            }
            if (NeedsInputSums)
            {
                for (var d = 0; d < _kernel.Drives.Count; d++)
                    _code.Line($"(inputSums[{Text(2 * d)}], inputSums[{Text(2 * d + 1)}]) = DriveRows.{Call(_kernel.Drives[d]).Replace("(x", "Sums(x")});");
            }
            var arrays = _matrix.ColumnBlocks.Count * _matrix.ArraysPerBlock;
            _code.Line($"return {Pulses()}{(arrays == 1 ? "" : $" * {Text(arrays)}")};");
        }
        _code.Line();
    }

    /// <summary>The call that makes a drive's digits, without its last argument.</summary>
    private static string Call(DrivePlan drive) => drive.Form switch
    {
        _ when drive.Whole => "Whole(x",
        DriveForm.Pattern => $"Pattern(x, {Text(drive.Shift)}, {Text(drive.Bits)}",
        DriveForm.SignedMagnitude => $"SignedMagnitude(x, {Text(drive.Shift)}, {Text(drive.Bits)}",
        DriveForm.Positive => $"Positive(x, {Text(drive.Shift)}, {Text(drive.Bits)}",
        _ => $"Negative(x, {Text(drive.Shift)}, {Text(drive.Bits)}",
    };

    private void Combos()
    {
        var digits = _kernel.Digits!;
        var cycles = _kernel.Drives.Count;
        if (_kernel.Drives.Select((d, k) => d is { Form: DriveForm.Pattern, Bits: 1 } && d.Shift == k).All(bit => bit) && cycles <= 8)
        {
            _code.Line($"DigitTile.CombosOfBits(x, {Text(digits.RowsPerGroup)}, {Text(cycles)}, combos);");
            return;
        }
        _code.Line("combos.Clear();");
        var (states, first) = (digits.Drives.Count, digits.Drives[0]);
        for (var d = 0; d < cycles; d++)
            _code.Line($"DigitTables.Add{Call(Cut(_kernel.Drives[d]))}, combos, {Text(d)}, {Text(cycles)}, {Text(digits.RowsPerGroup)}, {Text(states)}, {Text(-first)});");
    }

    /// <summary>Look-ups take the bits of a magnitude where others take it whole.</summary>
    private static DrivePlan Cut(DrivePlan drive) => drive.Form == DriveForm.SignedMagnitude ? drive with { Whole = false } : drive;

    private void Plans()
    {
        var plans = TileWriter.Plans(_kernel);
        for (var n = 0; n < plans.Count; n++)
        {
            var drive = _kernel.Drives[plans[n].First];
            _code.Line($"DriveRows.{Call(drive with { Bits = plans[n].Count })}, bits);");
            _code.Line($"BitPlaneTile.Plan(bits, {Text(plans[n].Count)}, plans.Slice({Text(n)} * PlanLength, PlanLength));");
        }
    }

    /// <summary>Cycles in which each row is driven, summed.</summary>
    private string Pulses()
    {
        var slices = _matrix.Cycles.Where(c => c.Phase == 0).ToList();
        if (slices.Count == 1) return "DriveRows.NotZero(x)";
        // Of the two phases one drives nothing; of both polarities it is the magnitude that is cut.
        var magnitudes = Form is InputForm.SignMagnitude or InputForm.TwoPhase;
        return $"DriveRows.Pulses(x, {List(slices.Select(c => c.Bits))}, {(magnitudes ? "true" : "false")})";
    }
}
