using TileDsl.Benchmarks;

return BenchmarkTool.Run(args, Console.Out, Console.Error);
