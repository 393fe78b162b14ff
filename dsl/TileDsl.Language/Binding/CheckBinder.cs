using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>What a file claims of its networks.</summary>
internal sealed class CheckBinder(Program program, DiagnosticSink sink)
{
    private const int DefaultChips = 10;
    private const int MostChips = 100_000;
    private const string AccuracyExample = "accuracy >= 88 % on Test, chips 20";

    public CheckModel? Bind(BlockNode block, Module module)
    {
        var failed = false;
        if ((block.Base ?? block.Onto) is { } extra)
        {
            sink.Report(NameRules.NoDerivation, extra.Span, "check", (block.Base is null ? "onto " : ": ") + Wording.Short(extra.Text));
            failed = true;
        }
        // Only what the file declares is run.
        var network = References.Find(block.Name, "network", module, sink);
        if (network is not null && network.Module != module)
        {
            sink.Report(NameRules.CheckedElsewhere, block.Name.Span, block.Name.Text, network.NameNode.Span);
            failed = true;
        }
        var items = new List<CheckItem>();
        foreach (var line in block.Lines)
        {
            var item = line is BrokenLine || !PropertyNames.Check(PropertyNames.Keyword(line), Grammar.Check, sink) || line is not PropertyNode property
                ? null
                : Item(property, module, network);
            if (item is null) failed = true;
            else items.Add(item);
        }
        return failed || network is null ? null : new CheckModel(network.Name, items.ToValueList(), block.Name.Span);
    }

    private CheckItem? Item(PropertyNode line, Module module, Declaration? network)
    {
        var reader = new PropertyReader(line, module, sink);
        CheckItem? item = line.Keyword.Text switch
        {
            "exact" => new ExactCheck(line.Span),
            "no_clipping" => reader.OnData("no_clipping on Test", program, sink) is { } data ? new NoClippingCheck(data, line.Span) : null,
            _ => Accuracy(reader, line, network is null ? null : program.Network(network)),
        };
        reader.End();
        return reader.Failed ? null : item;
    }

    /// <summary><c>&gt;= 88 % on Test, chips 20, time 1 day</c>.</summary>
    private AccuracyCheck? Accuracy(PropertyReader reader, PropertyNode line, NetworkModel? network)
    {
        var share = Due.Number("the least accuracy", AccuracyExample);
        if (reader.Take(share.What, share.Example) is not { } term) return null;
        if (term is not PrefixNode { Operator: BinaryOperator.AtLeast } atLeast)
        {
            reader.Report(ValueRules.Unexpected, term.Span, "`>=` and an accuracy", AccuracyExample, Wording.Found(term));
            return null;
        }
        var value = reader.Value(share, atLeast.Operand);
        if (!reader.Failed && (value.Sign < 0 || value > 1))
            reader.Report(ValueRules.OutOfRange, atLeast.Operand.Span, "The least accuracy", "in 0 %..100 %", Wording.Found(atLeast.Operand));
        var data = reader.OnData(AccuracyExample, program, sink);
        if (data is { Labels.Count: 0 } && !reader.Failed) reader.Report(ShapeRules.LabelsMissing, reader.Last!.Span, data.Name);
        int? chips = null;
        Rational? time = null;
        while (reader.NextPhrase())
        {
            var option = reader.Peek!;
            if (reader.Choice("an option of an accuracy check", ["chips", "time"]) == "time")
            {
                if (time is not null) reader.Report(ValueRules.LeftOver, option.Span, "`time`", "a second `time`");
                time = reader.Value(Due.Time, v => v.Sign >= 0, "0 or more");
                if (!reader.Failed) RefuseBeyondMeasured(reader, option, time.Value, network);
                continue;
            }
            if (chips is not null) reader.Report(ValueRules.LeftOver, option.Span, $"chips {chips}", "a second `chips`");
            chips = reader.Whole(Due.Number("the number of chips", "20"), 1, MostChips);
        }
        return reader.Failed || data is null ? null : new AccuracyCheck(value, data, chips ?? DefaultChips, time ?? 0, line.Span);
    }

    private static void RefuseBeyondMeasured(PropertyReader reader, Expression place, Rational time, NetworkModel? network)
    {
        foreach (var layer in network?.Layers ?? ValueList<LayerModel>.Empty)
        {
            if (layer.Tile?.Device is not { LastMeasured: { } last } device || time <= last) continue;
            reader.Report(ShapeRules.BeyondMeasured, place.Span, device.Name, layer.Name, Wording.Number(last), Wording.Number(time));
            return;
        }
    }
}
