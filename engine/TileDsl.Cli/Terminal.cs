namespace TileDsl.Cli;

/// <summary>
/// Where the tool writes: results to the output, messages and progress to the error stream, progress to a terminal only.
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool errorIsTerminal = false)
{
    private const int ProgressInterval = 50;
    private readonly Lock _errorLock = new();
    private bool _progressShown;
    private long _nextProgress;

    public TextWriter Output { get; } = output;

    public TextWriter Error { get; } = error;

    public void WriteLine(string line = "")
    {
        ClearProgress();
        Output.WriteLine(Plain(line));
    }

    public void WriteError(string line)
    {
        lock (_errorLock)
        {
            ClearProgress();
            Error.WriteLine(Plain(line));
        }
    }

    /// <summary>Shows what is being done, on a terminal only; from any thread.</summary>
    public void Progress(string what)
    {
        if (!errorIsTerminal) return;
        lock (_errorLock)
        {
            if (Environment.TickCount64 < _nextProgress) return;
            _nextProgress = Environment.TickCount64 + ProgressInterval;
            Error.Write($"\r\e[K{Plain(what)}");
            _progressShown = true;
        }
    }

    public void ClearProgress()
    {
        lock (_errorLock)
        {
            if (_progressShown) Error.Write("\r\e[K");
            _progressShown = false;
        }
    }

    /// <summary>Text from a file as it may go to a terminal: names must not steer it.</summary>
    public static string Plain(string text) =>
        text.Any(IsSteering) ? string.Concat(text.Select(c => IsSteering(c) ? '?' : c)) : text;

    private static bool IsSteering(char c) => char.IsControl(c) && c is not ('\n' or '\r' or '\t');
}
