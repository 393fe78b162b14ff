namespace TileDsl.Data;

/// <summary>Files that are read at once, and files that are there whole or not at all: written beside their place, and renamed.</summary>
public static class WholeFile
{
    /// <param name="path">Where.</param>
    /// <param name="read">Makes what is in it.</param>
    /// <exception cref="TileException">There is no such file, or it cannot be read.</exception>
    public static T Read<T>(string path, Func<FileStream, T> read)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return read(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TileException($"{path}: there is no such file", e);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            throw new TileException(Directory.Exists(path) ? $"{path}: is a folder; a file is needed" : $"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <param name="path">Where; a file that is there is replaced.</param>
    /// <param name="write">Writes what is to be in it.</param>
    /// <exception cref="TileException">The file cannot be written.</exception>
    public static void Write(string path, Action<FileStream> write)
    {
        var temporary = $"{path}.tmp{Environment.ProcessId}-{Guid.NewGuid():N}";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            try
            {
                File.Delete(temporary);
            }
            catch (Exception again) when (IsOfFiles(again))
            {
                // What is left behind does not matter beside why it could not be written.
            }
            var why = Directory.Exists(path) ? "it is a folder" : e is DirectoryNotFoundException ? $"there is no folder '{Path.GetDirectoryName(path)}'" : e.Message.Replace(Path.GetFileName(temporary), Path.GetFileName(path), StringComparison.Ordinal);
            throw new TileException($"{path}: cannot be written: {why}", e);
        }
    }

    private static bool IsOfFiles(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
