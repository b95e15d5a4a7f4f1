using System.Net;
using DurableTeams.Outbound;

namespace DurableTeams.Orchestrations.Tests.Outbound;

/// <summary>Names that mean what a test says; each answer once, the last one ever after.</summary>
internal sealed class FakeResolver(params string[][] answers) : IHostResolver
{
    public int Asked { get; private set; }

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var answer = answers[Math.Min(Asked, answers.Length - 1)];
        Asked++;
        return Task.FromResult<IReadOnlyList<IPAddress>>([.. answer.Select(IPAddress.Parse)]);
    }
}
