using System.Globalization;

namespace DurableTeams.Testing.Randomness;

/// <summary>
/// The seed of a random test: another one each time, or the one that an environment variable names. A test that fails names
/// both, so that it can be played again.
/// </summary>
public sealed class Seed(string variable)
{
    public int Value { get; } =
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var asked)
            ? asked
            : Environment.TickCount;

    public async Task RunAsync(Func<Random, Task> test)
    {
        try
        {
            await test(new Random(Value));
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{exception.Message} ({variable}={Value} plays it again.)", exception);
        }
    }

    public void Run(Action<Random> test) => RunAsync(random =>
    {
        test(random);
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();
}
