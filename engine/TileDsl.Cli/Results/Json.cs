using System.Text.Json;
using System.Text.Json.Serialization;

namespace TileDsl.Cli.Results;

/// <summary>The JSON documents of the tool; their shapes are described in dsl/docs/cli.md and only ever grow.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.Strict,
    };

    public static string Of<T>(T document) => JsonSerializer.Serialize(document, Options);
}
