using System.Runtime.InteropServices;

namespace TileDsl.Scripting;

/// <summary>
/// Where compiled kernels are kept: code that is loaded without a question, so the folder must be the user's alone.
/// </summary>
internal static partial class CacheFolder
{
    /// <summary>"off" does without a cache; a rooted path is the folder to use.</summary>
    public const string Variable = "TILEDSL_CACHE";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly Lazy<KernelCache?> s_default = new(() => Open(Place(Environment.GetEnvironmentVariable)));

    /// <summary>The user's cache; null where it is switched off or cannot be trusted.</summary>
    public static KernelCache? Default => s_default.Value;

    /// <summary>The folder the environment asks for; null for none.</summary>
    public static string? Place(Func<string, string?> variable)
    {
        if (variable(Variable) is { Length: > 0 } given) return Path.IsPathFullyQualified(given) ? given : null;
        var root = OperatingSystem.IsWindows() ? variable("LOCALAPPDATA")
            : variable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathFullyQualified(cache) ? cache
            : variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache")
            : null;
        return root is { Length: > 0 } && Path.IsPathFullyQualified(root) ? Path.Combine(root, "tiledsl", "kernels") : null;
    }

    /// <summary>A cache in a folder, which is made if it is not there; null where others could have written into it.</summary>
    public static KernelCache? Open(string? folder, long mostBytes = KernelCache.DefaultMostBytes)
    {
        if (folder is null) return null;
        try
        {
            // Windows gives a user's folder to the user alone by itself.
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else if (!Directory.Exists(folder)) Directory.CreateDirectory(folder, Private);
            return OperatingSystem.IsWindows() || IsOnlyOurs(folder) ? new KernelCache(folder, mostBytes) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static bool IsOnlyOurs(string folder)
    {
        if (new DirectoryInfo(folder).LinkTarget is not null || File.GetUnixFileMode(folder) != Private) return false;
        if (OperatingSystem.IsLinux()) return Owner(folder) == EffectiveUser();
        // Only its owner, or the superuser, may set the mode of a folder (which fails with an exception otherwise).
        if (Environment.IsPrivilegedProcess) return false;
        File.SetUnixFileMode(folder, Private);
        return true;
    }

    /// <summary>The user id of a folder's owner; the layout of statx is the same on every Linux.</summary>
    private static unsafe uint? Owner(string folder)
    {
        const int currentDirectory = -100, doNotFollow = 0x100;
        const uint uid = 0x8;
        const int size = 256, uidAt = 20;
        var status = stackalloc byte[size];
        return StatX(currentDirectory, folder, doNotFollow, uid, status) == 0 ? *(uint*)(status + uidAt) : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int directory, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
