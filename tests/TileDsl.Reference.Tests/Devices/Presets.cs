using TileDsl.Devices;
using TileDsl.Model;
using TileDsl.Syntax;
using TileDsl.Tests.Shared;

namespace TileDsl.Reference.Tests.Devices;

/// <summary>The physics of preset devices, and of devices as a file would write them.</summary>
internal static class Presets
{
    public const double Day = 86400;

    private const string ChangedPath = "cells.tile";

    /// <summary>The text of the cells.</summary>
    public static string Text { get; } = Read("cells.tile");

    /// <summary>The text of the converters and drivers.</summary>
    public static string Converters { get; } = Read("converters.tile");

    /// <summary>A text in place of the presets' own, on this thread, for a test of the tests.</summary>
    [field: ThreadStatic]
    public static string? Changed { get; set; }

    public static DevicePhysics Named(string name) => new(DeviceLaws.Of(Device(name)));

    /// <summary>What a preset binds to.</summary>
    public static DeviceModel Device(string name) => Changed is { } changed
        ? Bind($"tile 1\nimport \"{ChangedPath}\"\ndevice Same : {name} {{ }}\n", new() { [ChangedPath] = changed }).Devices[0]
        : Bind($"tile 1\nimport \"presets/cells.tile\"\ndevice Same : {name} {{ }}\n").Devices[0];

    public static DevicePhysics Of(string text, Dictionary<string, string>? files = null) => new(DeviceLaws.Of(Bind(text, files).Devices[0]));

    public static ProgramModel Bind(string text, Dictionary<string, string>? files = null)
    {
        var bound = TileLanguage.Bind(new SourceText("main.tile", text), new Files(files ?? []));
        Assert.That(bound.Diagnostics, Is.Empty);
        return bound.Model!;
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
        physics.FreshSigma([target], [programmed], [aged], clock, null, sigma);
        return sigma[0];
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, "dsl", "presets", file));

    private sealed class Files(Dictionary<string, string> files) : ISourceResolver
    {
        public bool TryGet(string path, out SourceText? text)
        {
            text = files.TryGetValue(path, out var found) ? new SourceText(path, found) : null;
            return text is not null;
        }
    }
}
