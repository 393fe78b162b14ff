using TileDsl.Devices;
using TileDsl.Syntax;
using TileDsl.Tests.Shared;

namespace TileDsl.Reference.Tests.Devices;

/// <summary>The physics of preset devices, and of devices as a file would write them.</summary>
internal static class Presets
{
    public const double Day = 86400;

    private const string ChangedPath = "cells.tile";

    /// <summary>The presets' text.</summary>
    public static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Root, "dsl", "presets", "cells.tile"));

    /// <summary>A text in place of the presets' own, on this thread, for a test of the tests.</summary>
    [field: ThreadStatic]
    public static string? Changed { get; set; }

    public static DevicePhysics Named(string name) => Changed is { } changed
        ? Of($"tile 1\nimport \"{ChangedPath}\"\ndevice Same : {name} {{ }}\n", new() { [ChangedPath] = changed })
        : Of($"tile 1\nimport \"presets/cells.tile\"\ndevice Same : {name} {{ }}\n");

    public static DevicePhysics Of(string text, Dictionary<string, string>? files = null)
    {
        var bound = TileLanguage.Bind(new SourceText("main.tile", text), new Files(files ?? []));
        Assert.That(bound.Diagnostics, Is.Empty);
        return new DevicePhysics(DeviceLaws.Of(bound.Model!.Devices[0]));
    }

    /// <summary>Draws that are the same for every cell: a number for each purpose named, else 0.</summary>
    public static CellGaussians Fixed(params (NoisePurpose Purpose, double Xi)[] draws) => (purpose, _, gaussians) =>
    {
        gaussians.Clear();
        foreach (var (named, xi) in draws)
        {
            if (named == purpose) gaussians.Fill((float)xi);
        }
    };

    /// <summary>What a target becomes when programming draws xi.</summary>
    public static double Program(this DevicePhysics physics, double target, double xi)
    {
        var (programmed, tally) = (new double[1], default(ProgrammingTally));
        physics.Program([target], Fixed((NoisePurpose.Programming, xi)), programmed, ref tally);
        return programmed[0];
    }

    /// <summary>What a programmed cell is at a time, by some draws; all of flicker noise frozen.</summary>
    public static double Age(this DevicePhysics physics, double target, double programmed, double time, params (NoisePurpose Purpose, double Xi)[] draws)
    {
        var aged = new double[1];
        physics.Age([target], [programmed], new ReadClock(time, 0, Extrapolate: true), Fixed(draws), aged);
        return aged[0];
    }

    public static double FreshSigma(this DevicePhysics physics, double target, double programmed, double aged, ReadClock clock)
    {
        var sigma = new double[1];
        physics.FreshSigma([target], [programmed], [aged], clock, sigma);
        return sigma[0];
    }

    private sealed class Files(Dictionary<string, string> files) : ISourceResolver
    {
        public bool TryGet(string path, out SourceText? text)
        {
            text = files.TryGetValue(path, out var found) ? new SourceText(path, found) : null;
            return text is not null;
        }
    }
}
