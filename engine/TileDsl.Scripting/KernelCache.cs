using System.Security.Cryptography;
using System.Text;

namespace TileDsl.Scripting;

/// <summary>
/// Compiled code kept in a folder of the user's own between processes. A file is named by its key, is written under another
/// name and then renamed, and begins with a hash of its key and content: one that was cut short or changed is not used and
/// compiled anew. Any number of processes may share the folder. Whatever goes wrong with the disk, nothing is cached and the
/// program runs.
/// </summary>
internal sealed class KernelCache(string folder, long mostBytes = KernelCache.DefaultMostBytes)
{
    /// <summary>Thousands of programs; the least recently used go first.</summary>
    public const long DefaultMostBytes = 64 << 20;

    private const string Extension = ".kernels";
    private const string Unfinished = ".unfinished";

    // A file that is used has its time renewed, but not so often that reading would be writing.
    private static readonly TimeSpan s_renewal = TimeSpan.FromHours(1);

    /// <summary>The image kept under a key, whole and unchanged; else null.</summary>
    public byte[]? Read(string key)
    {
        var path = PathOf(key);
        try
        {
            if (!File.Exists(path)) return null;
            var bytes = File.ReadAllBytes(path);
            var isWhole = bytes.Length > SHA256.HashSizeInBytes
                && bytes.AsSpan(0, SHA256.HashSizeInBytes).SequenceEqual(Seal(key, bytes.AsSpan(SHA256.HashSizeInBytes)));
            if (!isWhole) return null;
            var now = DateTime.UtcNow;
            if (now - File.GetLastWriteTimeUtc(path) > s_renewal) File.SetLastWriteTimeUtc(path, now);
            return bytes[SHA256.HashSizeInBytes..];
        }
        catch (Exception failure) when (IsOfTheDisk(failure))
        {
            return null;
        }
    }

    /// <summary>Keeps an image; where the disk does not want it, nothing is kept.</summary>
    public void Write(string key, byte[] image)
    {
        var unfinished = Path.Combine(folder, Path.GetRandomFileName() + Unfinished);
        try
        {
            using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(Seal(key, image));
                file.Write(image);
            }
            File.Move(unfinished, PathOf(key), overwrite: true);
        }
        catch (Exception failure) when (IsOfTheDisk(failure))
        {
            Delete(unfinished);
        }
    }

    /// <summary>Deletes the least recently used files until three quarters of the bound are left, where it is passed.</summary>
    public void Trim()
    {
        try
        {
            var files = new DirectoryInfo(folder).GetFiles();
            // What another process is writing now is young.
            foreach (var file in files.Where(file => file.Extension == Unfinished && DateTime.UtcNow - file.LastWriteTimeUtc > s_renewal)) Delete(file.FullName);
            var kept = files.Where(file => file.Extension == Extension).OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal).ToList();
            var bytes = kept.Sum(file => file.Length);
            if (bytes <= mostBytes) return;
            foreach (var file in kept)
            {
                if (bytes <= mostBytes / 4 * 3) return;
                Delete(file.FullName);
                bytes -= file.Length;
            }
        }
        catch (Exception failure) when (IsOfTheDisk(failure))
        {
            // Another process trims as well, or the folder is gone.
        }
    }

    private static byte[] Seal(string key, ReadOnlySpan<byte> image)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(key));
        hash.AppendData(image);
        return hash.GetHashAndReset();
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (IsOfTheDisk(failure))
        {
            // In use by another process, on systems that mind.
        }
    }

    private static bool IsOfTheDisk(Exception failure) => failure is IOException or UnauthorizedAccessException;

    private string PathOf(string key) => Path.Combine(folder, key + Extension);
}
