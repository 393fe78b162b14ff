using System.Buffers.Binary;
using System.Text;
using TileDsl.Data;

namespace TileDsl.Cli.Tests;

/// <summary>A folder of its own for a test, with the digits' files where they are asked for.</summary>
internal sealed class WorkFolder : IDisposable
{
    public WorkFolder() => Directory.CreateDirectory(Root);

    public string Root { get; } = Path.Combine(TestContext.CurrentContext.WorkDirectory, "cli-" + Guid.NewGuid().ToString("N"));

    public string this[string name] => Path.Combine(Root, name);

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public string Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    /// <summary>scripts/digits.tile, changed, and its data beside it.</summary>
    public string Digits(Func<string, string>? change = null)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "scripts", "data"))) Write("data/" + Path.GetFileName(file), File.ReadAllBytes(file));
        var text = File.ReadAllText(Path.Combine(Repository.Root, "scripts", "digits.tile"));
        var changed = change is null ? text : change(text);
        Assert.That(change is null || changed != text, "the change found nothing to change");
        return Write("digits.tile", changed);
    }

    public string Floats(string name, double[] values, params int[] shape)
    {
        NpyArray.Write(this[name], values, shape);
        return this[name];
    }

    /// <summary>An .npy file of int32 values.</summary>
    public string Integers(string name, int[] values, params int[] shape)
    {
        var header = $"{{'descr': '<i4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}".PadRight(117) + "\n";
        var bytes = new byte[10 + header.Length + values.Length * sizeof(int)];
        byte[] magic = [0x93, .. "NUMPY"u8, 1, 0];
        magic.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)header.Length);
        Encoding.ASCII.GetBytes(header).CopyTo(bytes, 10);
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(10 + header.Length + i * sizeof(int)), values[i]);
        return Write(name, bytes);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
