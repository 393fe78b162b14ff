using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>An array with its cells, converters and drivers.</summary>
internal sealed class TileBinder(Program program, DiagnosticSink sink)
{
    public const int MostLines = 65536;

    private static readonly Due Rows = Due.Number("the number of rows", "256 x 256, pair");
    private static readonly Due Columns = Due.Number("the number of columns", "256 x 256, pair");

    private static readonly Due Spares = Due.Number("the number of spare columns", "spare_columns 16");

    private sealed record Array(int Rows, int Columns, CellArrangement Cells);

    private sealed record Converter(AdcModel? Adc, bool SubtractDigital, bool AccumulateAnalog);

    public TileModel? Bind(Properties properties)
    {
        var replacement = program.Cells.Of(properties.Owner);
        var array = properties.Read("array", ReadArray);
        var device = properties.Read("cell", r => ReadCell(r, replacement));
        var converter = properties.Read("adc", ReadConverter);
        var dac = properties.Read("dac", ReadDac);
        var digitalPedestal = properties.Read("pedestal", r => r.Choice("how a pedestal is removed", ["reference", "digital"]) == "digital");
        var offsetColumn = properties.Read("offset", r => r.Choice("how an offset is removed", ["digital", "column"]) == "column");
        var wire = properties.Read("wire", WireReader.Read);
        var disconnected = properties.Read("zero_input", r => r.Choice("what a row with an input of zero is", ["grounded", "disconnected"]) == "disconnected");
        var interleaved = properties.Read("polarities", r => r.Choice("how the polarities of a pair stand", ["separate", "interleaved"]) == "interleaved");
        var spare = Math.Min(MostLines, properties.Read("spare_columns", r => r.Whole(Spares, 0, MostLines)) + replacement.SpareColumns);
        var correction = properties.Read("correction", CorrectionReader.Read);
        if (array is { Cells: var cells } && !properties.Failed)
        {
            if (wire is { IsIdeal: false } && spare > 0)
                DoesNotApply(properties, "spare_columns", $"spare_columns {spare}", "arrays without wires", "wires with resistance");
            if (correction is not null) CorrectionReader.Check(properties, correction, device, converter?.Adc, converter?.AccumulateAnalog ?? false);
            if (cells == CellArrangement.Single && interleaved)
                DoesNotApply(properties, "polarities", "polarities interleaved", "arrays of pairs", "single cells");
            if (wire is { IsIdeal: false } && WireReader.TooLarge(array.Rows, interleaved ? 2 * array.Columns : array.Columns))
                properties.Fail(ShapeRules.ArrayTooLargeForWires, properties.PlaceOf("array", "wire"), array.Rows, interleaved ? 2 * array.Columns : array.Columns, WireReader.MostShorter, WireReader.MostLonger);
            if (cells == CellArrangement.Pair && digitalPedestal)
                DoesNotApply(properties, "pedestal", "pedestal digital", "arrays of single cells", "pairs, which subtract their own");
            if (cells == CellArrangement.Pair && offsetColumn)
                DoesNotApply(properties, "offset", "offset column", "arrays of single cells", "pairs");
            if (cells == CellArrangement.Single && converter!.SubtractDigital)
                DoesNotApply(properties, "adc", "subtract digital", "arrays of pairs", "single cells");
        }
        if (properties.Failed || device is null || converter?.Adc is not { } adc) return null;
        if (adc.Range is FixedRange { Unit: RangeUnit.Amperes } && device.ReadVoltage is null)
        {
            properties.Fail(ShapeRules.ReadVoltageMissing, properties.PlaceOf("adc", "cell"), adc.Name, device.Name);
            return null;
        }
        return new TileModel(
            properties.Owner.Name, array!.Rows, array.Columns, array.Cells, device, adc, dac, converter.SubtractDigital, converter.AccumulateAnalog,
            digitalPedestal ? PedestalRemoval.Digital : PedestalRemoval.Reference, offsetColumn, properties.Owner.NameNode.Span)
        {
            Wire = wire is { IsIdeal: false } ? wire : null,
            DisconnectsZeroInputs = disconnected,
            InterleavesPolarities = interleaved,
            SpareColumns = spare,
            Correction = correction,
        };
    }

    /// <summary><c>256 x 256, pair</c>.</summary>
    private static Array? ReadArray(PropertyReader reader)
    {
        if (reader.Take(Rows.What, Rows.Example) is not { } first) return null;
        int rows, columns;
        if (first is ShapeNode { Extents: { Count: 2 } extents })
        {
            rows = reader.Whole(Rows, extents[0], 1, MostLines);
            columns = reader.Whole(Columns, extents[1], 1, MostLines);
        }
        else
        {
            rows = reader.Whole(Rows, first, 1, MostLines);
            reader.Expect("x", "array 256 x 256, pair");
            columns = reader.Whole(Columns, 1, MostLines);
        }
        reader.NextPhrase("`single` or `pair`", "pair");
        var cells = reader.Choice("what a unit cell can be", ["single", "pair"]) == "pair" ? CellArrangement.Pair : CellArrangement.Single;
        return new Array(rows, columns, cells);
    }

    private DeviceModel? ReadCell(PropertyReader reader, CellReplacement replacement)
    {
        if (reader.Reference("device", "cell Cell", sink) is not { } declaration) return null;
        var weights = UnitCell.Weights(reader);
        var device = Of(program.Device(replacement.Device ?? declaration), reader);
        if (device is not null && replacement.Stuck is { } stuck) device = device with { StuckLow = stuck / 2, StuckHigh = stuck / 2, FaultMap = null };
        return device is null || weights.Count == 1 ? device : device with { Significance = weights };
    }

    private Converter? ReadConverter(PropertyReader reader)
    {
        if (reader.Reference("adc", "adc Adc", sink) is not { } declaration) return null;
        string? subtract = null, accumulate = null;
        while (reader.NextPhrase())
        {
            var option = reader.Peek;
            if (reader.Choice("an option of a converter", ["subtract", "accumulate"]) == "subtract")
            {
                if (subtract is not null) reader.Report(ValueRules.LeftOver, option!.Span, "subtract " + subtract, "a second `subtract`");
                subtract = reader.Choice("where a pair is subtracted", ["analog", "digital"]);
            }
            else
            {
                if (accumulate is not null) reader.Report(ValueRules.LeftOver, option!.Span, "accumulate " + accumulate, "a second `accumulate`");
                accumulate = reader.Choice("where cycles are summed", ["each_cycle", "analog"]);
            }
        }
        return new Converter(Of(program.Adc(declaration), reader), subtract == "digital", accumulate == "analog");
    }

    private DacModel? ReadDac(PropertyReader reader) =>
        reader.Accept("none") || reader.Reference("dac", "dac Dac", sink) is not { } declaration ? null : Of(program.Dac(declaration), reader);

    /// <summary>What a name stands for; where that has errors of its own, nothing more is said here.</summary>
    private static T? Of<T>(T? model, PropertyReader reader)
        where T : class
    {
        if (model is null) reader.Fail();
        return model;
    }

    private static void DoesNotApply(Properties properties, string property, string option, string to, string here) =>
        properties.Fail(ShapeRules.OptionDoesNotApply, properties.PlaceOf(property, "array"), option, to, here);
}
