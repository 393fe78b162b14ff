using System.Runtime.CompilerServices;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace TileDsl.Compiler.Tests;

/// <summary>Texts that are read by people and kept beside the tests. TILEDSL_UPDATE_SNAPSHOTS=1 writes them anew.</summary>
internal static class Snapshot
{
    public static void Match(string name, string actual, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(caller)!, "Snapshots", name + ".txt");
        if (Environment.GetEnvironmentVariable("TILEDSL_UPDATE_SNAPSHOTS") == "1") File.WriteAllText(path, actual);
        var expected = File.Exists(path) ? File.ReadAllText(path) : "";
        if (expected == actual) return;
        var changed = InlineDiffBuilder.Diff(expected, actual).Lines
            .Where(line => line.Type != ChangeType.Unchanged)
            .Take(40)
            .Select(line => (line.Type == ChangeType.Inserted ? "+ " : "- ") + line.Text);
        Assert.Fail($"{path} differs; TILEDSL_UPDATE_SNAPSHOTS=1 accepts the change:\n" + string.Join("\n", changed));
    }
}
