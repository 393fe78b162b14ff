using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Pbm;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;
using TileDsl.Data;
using Configuration = SixLabors.ImageSharp.Configuration;

namespace TileDsl.Cli.Inputs;

/// <summary>
/// Images (PNG, JPEG, BMP, PGM and PPM), a folder for each class: classes are the folders in the order of their names, samples
/// class by class, the files of a class in the order of their names (by character code, so that it is the same everywhere).
/// Samples are uint8, channels first: one channel where every pixel of all images is grey, else red, green and blue.
/// </summary>
internal sealed class ImageFolder
{
    private const int LongestSide = 1 << 14;
    private const int MostPixels = 1 << 24;
    private const int MegabytesPerImage = 512;

    private static readonly string[] s_endings = [".png", ".jpg", ".jpeg", ".bmp", ".pgm", ".ppm"];

    private static readonly Configuration s_decoders = new(new PngConfigurationModule(), new JpegConfigurationModule(), new BmpConfigurationModule(), new PbmConfigurationModule())
    {
        MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions { AllocationLimitMegabytes = MegabytesPerImage }),
    };

    private ImageFolder(Samples samples, int[] labels) => (Samples, Labels) = (samples, labels);

    /// <summary>All images, [channels x height x width].</summary>
    public Samples Samples { get; }

    /// <summary>The number of each image's folder.</summary>
    public int[] Labels { get; }

    /// <summary>Reads all images of a folder's folders; files with other endings are not looked at.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="resolve">Checks the path of a file below it, and gives its place.</param>
    /// <exception cref="TileException">No classes, a class without images, images that cannot be decoded, or of different sizes.</exception>
    public static ImageFolder Read(string path, Func<string, string> resolve)
    {
        var files = Files(path, resolve);
        var first = SizeOf(files[0].Path);
        if (first.Width > LongestSide || first.Height > LongestSide || (long)first.Width * first.Height > MostPixels)
            throw new TileException($"{files[0].Path}: an image of {Text(first)} pixels is too large; up to {LongestSide} a side and {MostPixels} in all are read");
        var plane = first.Width * first.Height;
        if ((long)files.Count * plane * 3 > Array.MaxLength) throw new TileException($"{path}: {files.Count} images of {Text(first)} pixels are more than memory can hold");
        var values = new byte[files.Count * plane * 3];
        for (var n = 0; n < files.Count; n++)
        {
            var size = n == 0 ? first : SizeOf(files[n].Path);
            if (size != first) throw new TileException($"{files[n].Path}: {Text(size)} pixels, and {files[0].Path} has {Text(first)}; all images of a data set have one size, the network's");
            Decode(files[n].Path, size, values.AsSpan(n * plane * 3, plane * 3));
        }
        var isGrey = IsGrey(values, plane);
        var samples = isGrey ? Samples.Of(FirstPlanes(values, plane), 1, first.Height, first.Width) : Samples.Of(values, 3, first.Height, first.Width);
        return new ImageFolder(samples, [.. files.Select(file => file.Label)]);
    }

    private static List<(string Path, int Label)> Files(string path, Func<string, string> resolve)
    {
        var classes = Directory.GetDirectories(path).Select(Path.GetFileName).Where(name => name![0] != '.').Order(StringComparer.Ordinal).ToArray();
        if (classes.Length == 0) throw new TileException($"{path}: holds no folders; images are in a folder for each class");
        var files = new List<(string, int)>();
        for (var label = 0; label < classes.Length; label++)
        {
            var folder = resolve(Path.Combine(path, classes[label]!));
            var images = Directory.GetFiles(folder).Where(IsImage).Order(StringComparer.Ordinal).ToArray();
            if (images.Length == 0) throw new TileException($"{folder}: holds no images ({string.Join(" ", s_endings)})");
            files.AddRange(images.Select(image => (resolve(image), label)));
        }
        return files;
    }

    private static bool IsImage(string path) => Path.GetFileName(path)[0] != '.' && s_endings.Contains(Path.GetExtension(path).ToLowerInvariant());

    private static Size SizeOf(string path) => Guarded(path, () => Image.Identify(s_decoders, path, out _) is { } info ? new Size(info.Width, info.Height) : throw Unknown(path));

    private static void Decode(string path, Size size, Span<byte> planes)
    {
        using var image = Guarded(path, () => Image.Load<Rgb24>(s_decoders, path));
        if (image.Size() != size) throw new TileException($"{path}: changed while it was read");
        var plane = size.Width * size.Height;
        for (var row = 0; row < size.Height; row++)
        {
            for (var column = 0; column < size.Width; column++)
            {
                var (pixel, at) = (image[column, row], row * size.Width + column);
                (planes[at], planes[plane + at], planes[2 * plane + at]) = (pixel.R, pixel.G, pixel.B);
            }
        }
    }

    /// <summary>A file from anywhere may break a decoder in any way: each is the file's fault, and says which file.</summary>
    private static T Guarded<T>(string path, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception e) when (e is UnknownImageFormatException)
        {
            throw Unknown(path);
        }
        catch (Exception e) when (e is not (TileException or OutOfMemoryException))
        {
            throw new TileException($"{path}: cannot be decoded: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static TileException Unknown(string path) => new($"{path}: not a PNG, JPEG, BMP, PGM or PPM image");

    private static bool IsGrey(byte[] values, int plane)
    {
        for (var at = 0; at < values.Length; at += 3 * plane)
        {
            var red = values.AsSpan(at, plane);
            if (!red.SequenceEqual(values.AsSpan(at + plane, plane)) || !red.SequenceEqual(values.AsSpan(at + 2 * plane, plane))) return false;
        }
        return true;
    }

    private static byte[] FirstPlanes(byte[] values, int plane)
    {
        var grey = new byte[values.Length / 3];
        for (var at = 0; at < grey.Length; at += plane) values.AsSpan(3 * at, plane).CopyTo(grey.AsSpan(at));
        return grey;
    }

    private static string Text(Size size) => $"{size.Width} x {size.Height}";
}
