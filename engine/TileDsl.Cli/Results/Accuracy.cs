using TileDsl.Cli.Inputs;

namespace TileDsl.Cli.Results;

/// <summary>How many samples were given their own class.</summary>
internal sealed record Accuracy(int Correct, int Samples)
{
    public double Fraction => (double)Correct / Samples;

    /// <summary>Counts; the class of a result is its largest output, the first of equals.</summary>
    public static Accuracy Of(double[] results, Labelled data)
    {
        var outputs = results.Length / data.Labels.Length;
        var correct = 0;
        for (var i = 0; i < data.Labels.Length; i++)
        {
            var best = 0;
            for (var j = 1; j < outputs; j++)
                if (results[i * outputs + j] > results[i * outputs + best]) best = j;
            if (best == data.Labels[i]) correct++;
        }
        return new Accuracy(correct, data.Labels.Length);
    }

    /// <summary>Refuses labels no output stands for.</summary>
    public static void RefuseForeignLabels(Network network, Labelled data)
    {
        var largest = data.Labels.Max();
        if (largest >= network.OutputLength)
            throw new TileException($"a label is {largest}; network '{network.Spec.Name}' has {network.OutputLength} outputs, classes 0..{network.OutputLength - 1}");
    }
}
