using TileDsl.Syntax;

namespace TileDsl.Tests.Binding;

/// <summary>Texts by path.</summary>
internal sealed class MemorySources(IReadOnlyDictionary<string, string> texts) : ISourceResolver
{
    /// <summary>What cases may import: one of everything, right in all parts.</summary>
    public const string Library = """
        tile 1
        device Cell : generic { conductance 0 uS .. 25 uS; read 0.2 V, 100 ns }
        adc Adc : sar { bits 8; codes signed }
        dac Dac { bits 1 }
        tile Core { array 64 x 32, pair; cell Cell; adc Adc; dac Dac }
        tile Lone { array 64 x 32, single; cell Cell; adc Adc; dac Dac }
        slicing W8A8 { weights 8 bit signed, slices 3+2+2 bit, differential; inputs 8 bit unsigned, slices 8 x 1 bit }
        data Train { inputs "x.npy" [0..99]; labels "y.npy" [0..99] }
        data Bare { inputs "x.npy" }
        """;

    public List<string> Asked { get; } = [];

    public bool TryGet(string path, out SourceText? text)
    {
        Asked.Add(path);
        var found = texts.TryGetValue(path, out var value) || (path == "lib.tile" && (value = Library) is not null);
        text = found ? new SourceText(path, value!) : null;
        return found;
    }
}
