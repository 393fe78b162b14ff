using System.Text;
using TileDsl.Cli;

using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    // The first Ctrl-C asks the work to stop; a second one ends the process.
    press.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
};
if (!Console.IsOutputRedirected) Console.OutputEncoding = Encoding.UTF8;
var terminal = new Terminal(Console.Out, Console.Error, !Console.IsErrorRedirected);
return Tool.Run(args, terminal, cancellation.Token);
