using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework.Internal;

namespace TileDsl.Reference.Tests.Devices;

/// <summary>Every constant of every preset's physics, changed by 2 %, is noticed by a test of its formulas.</summary>
public class MutationTests
{
    private static readonly Regex s_number = new(@"(?<![\w.])\d+(\.\d+)?(e-?\d+)?", RegexOptions.CultureInvariant);

    /// <summary>Constants that change nothing: limits the formula never reaches before another one acts.</summary>
    private static readonly string[] s_withoutEffect =
    [
        "PcmMushroom read_noise 0.001", // the largest size acts first
    ];

    private static readonly (string Device, Action[] Tests)[] s_tests =
    [
        ("PcmMushroom", PhaseChange(0)),
        ("PcmHermes", PhaseChange(1)),
        ("PcmHermesTwo", PhaseChange(2)),
        ("PcmJoshi", [new PhaseChangeTests().The_check_values_of_the_papers]),
        ("StateIndependent", [new PhaseChangeTests().Nothing_happens_in_no_time_without_noise]),
        ("ReRamWan", [() => new ResistiveAndFlashTests().Wan_relaxes_as_published(1), () => new ResistiveAndFlashTests().Wan_relaxes_as_published(500), () => new ResistiveAndFlashTests().Wan_relaxes_as_published(86400), () => new ResistiveAndFlashTests().Wan_relaxes_as_published(1.3 * 86400), () => new ResistiveAndFlashTests().Wan_relaxes_as_published(2 * 86400)]),
        ("ReRamWanCubic", [new ResistiveAndFlashTests().Wan_and_Milo_as_polynomials_of_the_conductance]),
        ("ReRamMilo", [new ResistiveAndFlashTests().Wan_and_Milo_as_polynomials_of_the_conductance, new ResistiveAndFlashTests().Milo_and_cubic_currents_are_not_linear]),
        ("CubicDevice", [new ResistiveAndFlashTests().Milo_and_cubic_currents_are_not_linear]),
        ("CmoHfOx", [() => new ResistiveAndFlashTests().Cmo_drifts_and_flickers_as_published("CmoHfOx", 0.00106879, 0.00081107)]),
        ("CmoHfOx2Percent", [() => new ResistiveAndFlashTests().Cmo_drifts_and_flickers_as_published("CmoHfOx2Percent", 0.01129027418, 0.0112185391)]),
        ("Sonos", [.. new[] { 0, 1, 2, 3, 4, 5 }.Select(day => (Action)(() => new ResistiveAndFlashTests().Sonos_keeps_its_charge_as_published(day)))]),
    ];

    [TestCaseSource(nameof(s_tests))]
    public void A_change_of_two_percent_is_noticed((string Device, Action[] Tests) given)
    {
        var source = Presets.Text;
        var block = Regex.Match(source, $@"^device {given.Device} :[^\n]*\{{(?<body>[^}}]*)\}}", RegexOptions.Multiline).Groups["body"];
        var (count, unnoticed) = (0, new List<string>());
        foreach (Match line in Regex.Matches(block.Value, @"(?<name>programming|drift|retention|read_noise|iv)\s+(?<content>[^\n]*)"))
        {
            var content = line.Groups["content"];
            foreach (Match number in s_number.Matches(content.Value))
            {
                var value = decimal.Parse(number.Value, NumberStyles.Float, CultureInfo.InvariantCulture);
                // 0 s, and the 100 of percent, are not of the physics.
                if (value == 0 || number.Value == "100") continue;
                var what = $"{given.Device} {line.Groups["name"].Value} {value.ToString(CultureInfo.InvariantCulture)}";
                var at = block.Index + content.Index + number.Index;
                Presets.Changed = source[..at] + $"(1.02 * {number.Value})" + source[(at + number.Length)..];
                try
                {
                    count++;
                    if (given.Tests.Any(Fails) == s_withoutEffect.Contains(what)) unnoticed.Add(what);
                }
                finally
                {
                    Presets.Changed = null;
                }
            }
        }
        Assert.That(count, Is.GreaterThan(0));
        Assert.That(unnoticed, Is.Empty);
        Assert.That(given.Tests.Any(Fails), Is.False, "without a change they pass");
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
