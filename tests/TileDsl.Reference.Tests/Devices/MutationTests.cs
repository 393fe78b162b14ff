using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework.Internal;

namespace TileDsl.Reference.Tests.Devices;

/// <summary>Every number of every preset, changed by 2 %, is noticed by a test of its formulas or by the table of what presets say beside them.</summary>
public class MutationTests
{
    private static readonly Regex s_number = new(@"(?<![\w.])\d+(\.\d+)?(e-?\d+)?", RegexOptions.CultureInvariant);

    /// <summary>Constants that change nothing: limits the formula never reaches before another one acts.</summary>
    private static readonly string[] s_withoutEffect =
    [
        "PcmMushroom read_noise 0.001", // the largest size acts first
    ];

    /// <summary>How many numbers cells.tile has: none is passed over by mistake.</summary>
    private const int CellNumbers = 309;

    private static readonly (string Device, Action[] Tests)[] s_tests =
    [
        ("PcmMushroom", PhaseChange(0)),
        ("PcmHermes", PhaseChange(1)),
        ("PcmHermesTwo", PhaseChange(2)),
        ("PcmJoshi", [new PhaseChangeTests().The_check_values_of_the_papers]),
        ("StateIndependent", [new PhaseChangeTests().Nothing_happens_in_no_time_without_noise]),
        ("ReRamWan", [() => new ResistiveAndFlashTests().Wan_relaxes_as_published(1), () => new ResistiveAndFlashTests().Wan_relaxes_as_published(500), () => new ResistiveAndFlashTests().Wan_relaxes_as_published(86400), () => new ResistiveAndFlashTests().Wan_relaxes_as_published(1.3 * 86400), () => new ResistiveAndFlashTests().Wan_relaxes_as_published(2 * 86400)]),
        ("ReRamWan1Day", [() => new ResistiveAndFlashTests().Wan_at_one_time("ReRamWan1Day")]),
        ("ReRamWan2Days", [() => new ResistiveAndFlashTests().Wan_at_one_time("ReRamWan2Days")]),
        ("ReRamWanCubic", [new ResistiveAndFlashTests().Wan_and_Milo_as_polynomials_of_the_conductance]),
        ("ReRamMilo", [new ResistiveAndFlashTests().Wan_and_Milo_as_polynomials_of_the_conductance, new ResistiveAndFlashTests().Milo_and_cubic_currents_are_not_linear]),
        ("CubicDevice", [new ResistiveAndFlashTests().Milo_and_cubic_currents_are_not_linear]),
        ("CmoHfOx", [() => new ResistiveAndFlashTests().Cmo_drifts_and_flickers_as_published("CmoHfOx", 0.00106879, 0.00081107)]),
        ("CmoHfOx2Percent", [() => new ResistiveAndFlashTests().Cmo_drifts_and_flickers_as_published("CmoHfOx2Percent", 0.01129027418, 0.0112185391)]),
        ("Sonos", [.. new[] { 0, 1, 2, 3, 4, 5 }.Select(day => (Action)(() => new ResistiveAndFlashTests().Sonos_keeps_its_charge_as_published(day)))]),
    ];

    private static IEnumerable<string> Devices => Regex.Matches(Presets.Text, @"^device (\w+) :", RegexOptions.Multiline).Select(m => m.Groups[1].Value);

    [TestCaseSource(nameof(Devices))]
    public void A_change_of_two_percent_of_a_cell_is_noticed(string device)
    {
        Action[] tests = [.. s_tests.Where(t => t.Device == device).SelectMany(t => t.Tests), () => new PresetNumbersTests().Cells_are_as_stated(device)];
        Assert.That(tests.Any(Fails), Is.False, "without a change they pass");
        var unnoticed = new List<string>();
        foreach (var (what, text) in Changes(Presets.Text, device))
        {
            Presets.Changed = text;
            try
            {
                if (tests.Any(Fails) == s_withoutEffect.Contains(what)) unnoticed.Add(what);
            }
            finally
            {
                Presets.Changed = null;
            }
        }
        Assert.That(unnoticed, Is.Empty);
    }

    [TestCase("IsaacAdc", 5)]
    [TestCase("IsaacDac", 5)]
    [TestCase("SurveyAdc8", 4)]
    public void A_change_of_two_percent_of_a_converter_is_noticed(string name, int numbers)
    {
        var changes = Changes(Presets.Converters, name).ToList();
        Assert.That(changes, Has.Count.EqualTo(numbers));
        Assert.That(changes.Where(change => !Fails(() => PresetNumbersTests.CheckConverters(change.Text))).Select(change => change.What), Is.Empty);
    }

    [Test]
    public void Numbers_of_all_properties_are_changed() =>
        Assert.That(Devices.Sum(device => Changes(Presets.Text, device).Count()), Is.EqualTo(CellNumbers));

    /// <summary>The text with each number of a declaration changed in turn: by 2 %, what is counted by one.</summary>
    private static IEnumerable<(string What, string Text)> Changes(string source, string name)
    {
        var plain = Regex.Replace(source, @"//[^\n]*", comment => new string(' ', comment.Length));
        var block = Regex.Match(plain, $@"^\w+ {name}\b[^\n]*?\{{(?<body>[^}}]*)\}}", RegexOptions.Multiline).Groups["body"];
        foreach (Match line in Regex.Matches(block.Value, @"(?<name>[a-z_]+) +(?<content>[^\n;]*)"))
        {
            var content = line.Groups["content"];
            foreach (Match number in s_number.Matches(content.Value))
            {
                var value = double.Parse(number.Value, NumberStyles.Float, CultureInfo.InvariantCulture);
                var (before, after) = (content.Value[..number.Index], content.Value[(number.Index + number.Length)..]);
                // 0 has no 2 %, and the 100 of percent is not of the physics.
                if (value == 0 || (number.Value == "100" && after.StartsWith(" * ", StringComparison.Ordinal))) continue;
                var isCount = before.EndsWith("max_pulses = ", StringComparison.Ordinal) || line.Groups["name"].Value is "bits" or "shared_by";
                var at = block.Index + content.Index + number.Index;
                var changed = isCount ? (value + 1).ToString(CultureInfo.InvariantCulture) : $"(1.02 * {number.Value})";
                yield return ($"{name} {line.Groups["name"].Value} {value.ToString(CultureInfo.InvariantCulture)}", source[..at] + changed + source[(at + number.Length)..]);
            }
        }
    }

    private static bool Fails(Action test)
    {
        using var isolated = new TestExecutionContext.IsolatedContext();
        try
        {
            test();
            return false;
        }
        catch (Exception)
        {
            return true;
        }
    }

    private static Action[] PhaseChange(int cell)
    {
        var (tests, given) = (new PhaseChangeTests(), PhaseChangeTests.Cells[cell]);
        return [() => tests.Programming_errs_as_published(given), () => tests.It_drifts_as_published(given), () => tests.It_flickers_as_published(given)];
    }
}
