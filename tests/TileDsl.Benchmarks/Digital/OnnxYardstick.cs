using Microsoft.ML.OnnxRuntime;

namespace TileDsl.Benchmarks.Digital;

/// <summary>A network in OnnxRuntime on one thread, with everything bound beforehand.</summary>
internal sealed class OnnxYardstick : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly OrtIoBinding _binding;
    private readonly OrtValue _input;

    /// <param name="model">The file.</param>
    /// <param name="shape">Of the input, with the batch of one.</param>
    public OnnxYardstick(string model, params long[] shape)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        _session = new InferenceSession(model, options);
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (var n = 0; n < values.Length; n++) values[n] = Works.WorkData.Hash(1, n) >> 56;
        _input = OrtValue.CreateTensorValueFromMemory(values, shape);
        _binding = _session.CreateIoBinding();
        _binding.BindInput(_session.InputNames[0], _input);
        _binding.BindOutputToDevice(_session.OutputNames[0], OrtMemoryInfo.DefaultInstance);
    }

    public void Run() => _session.RunWithBinding(_options, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        _input.Dispose();
        _options.Dispose();
        _session.Dispose();
    }
}
