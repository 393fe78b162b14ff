using TileDsl.Kernels;
using TileDsl.Running;

namespace TileDsl.Tests.Running;

public class ActivationLawTests
{
    [TestCase(Activation.None, -2.0, -2.0)]
    [TestCase(Activation.Relu, -2.0, 0.0)]
    [TestCase(Activation.Relu, 2.0, 2.0)]
    [TestCase(Activation.Relu6, 7.0, 6.0)]
    [TestCase(Activation.Relu6, -7.0, 0.0)]
    [TestCase(Activation.LeakyRelu, -2.0, -0.5)]
    [TestCase(Activation.LeakyRelu, 2.0, 2.0)]
    [TestCase(Activation.Sigmoid, 1.0, 0.73105857863000487)]
    [TestCase(Activation.HardSigmoid, 1.0, 1 / 6.0 + 0.5)]
    [TestCase(Activation.HardSigmoid, 3.5, 1.0)]
    [TestCase(Activation.HardSwish, -1.5, -0.375)]
    [TestCase(Activation.HardSwish, 4.0, 4.0)]
    [TestCase(Activation.Tanh, -0.5, -0.46211715726000979)]
    public void Values(Activation activation, double y, double expected)
    {
        double[] values = [y];
        ActivationLaw.Apply(activation, activation == Activation.LeakyRelu ? 0.25 : 0, 0, values);
        Assert.That(values[0], Is.EqualTo(expected).Within(1e-15));
    }

    [TestCase(Activation.Clip, -0.5, 0.75, -2, -0.5)]
    [TestCase(Activation.Clip, -0.5, 0.75, 2, 0.75)]
    [TestCase(Activation.HardSigmoid, 0.25, 0.5, 1, 0.75)]
    [TestCase(Activation.HardSigmoid, 0.25, 0.5, -3, 0)]
    public void Values_with_two_parameters(Activation activation, double first, double second, double y, double expected)
    {
        double[] values = [y];
        ActivationLaw.Apply(activation, first, second, values);
        Assert.That(values[0], Is.EqualTo(expected));
    }

    [Test]
    public void Softmax_is_shifted_by_its_largest_and_sums_to_one()
    {
        double[] values = [1000, 1001, 999];
        ActivationLaw.Apply(Activation.Softmax, 0, 0, values);
        Assert.That(values, Is.EqualTo(new[] { 0.24472847105479764, 0.6652409557748218, 0.09003057317038046 }).Within(1e-15));
    }
}
