using DurableTeams.Definitions.Remote;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks a member whose work another process does.</summary>
internal static class RemoteCheck
{
    private const int MaxAttempts = 100;
    private static readonly string[] A2AHeaders = ["A2A-Version", "Accept", "Content-Type", "Host", "traceparent"];
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLease = TimeSpan.FromHours(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    public static void Check(MemberDefinition member, string path, Findings findings, DefinitionScope scope)
    {
        var (remote, at) = (member.Remote!, $"{path}/remote");
        Refuse(member.Model is not null, "model");
        Refuse(member.Agent is not null, "agent");
        Refuse(member.Tools.Count > 0, "tools");
        Refuse(member.Handoffs is not null, "handoffs");
        var kinds = new[] { remote.Queue, remote.Url, remote.A2A }.Count(kind => kind is not null);
        if (kinds != 1 && !new[] { "queue", "url", "a2a" }.Any(key => findings.IsBroken($"{at}/{key}")))
            findings.Report(at, "a remote member has a 'queue', a 'url' or an 'a2a', one of them");
        if (remote.Queue is { } queue && !RemoteDefinition.IsQueue(queue))
            findings.Report($"{at}/queue", $"'queue' is '{queue}'; write 1 to 64 characters of a-z, 0-9 and -");
        if (remote.Url is { } url && AddressCheck.Problem(url, scope.Environment) is { } problem)
            findings.Report($"{at}/url", $"'url' {problem}");
        if (remote.A2A is { } agent && AddressCheck.Problem(agent, scope.Environment) is { } wrong)
            findings.Report($"{at}/a2a", $"'a2a' {wrong}");
        if (remote.Headers is { } headers) EndpointCheck.Headers(headers, at, findings, A2AHeaders);
        if (kinds == 1)
        {
            Only(remote.Queue is null, remote.Lease is not null, "lease", "a 'queue'");
            Only(remote.Queue is null, remote.Start is not null, "start", "a 'queue'");
            Only(remote.Queue is not null, remote.Answer is not null, "answer", "a 'url' or an 'a2a'");
            Only(remote.A2A is null, remote.Headers is not null, "headers", "an 'a2a'");
        }

        if (remote.Lease is { } lease) SettingsCheck.Time(lease, $"{at}/lease", Shortest, LongestLease, findings);
        if (remote.Start is { } start && start != Timeout.InfiniteTimeSpan)
            SettingsCheck.Time(start, $"{at}/start", Shortest, Longest, findings);
        if (remote.Answer is { } answer) SettingsCheck.Time(answer, $"{at}/answer", Shortest, Longest, findings);
        if (remote.Attempts is < 1 or > MaxAttempts) findings.Report($"{at}/attempts", $"'attempts' must be 1 to {MaxAttempts}");

        void Refuse(bool has, string key)
        {
            if (has)
                findings.Report($"{path}/{key}", $"the work of a remote member is done elsewhere; remove '{key}', or 'remote'");
        }

        void Only(bool other, bool has, string key, string of)
        {
            if (other && has) findings.Report($"{at}/{key}", $"'{key}' is for members with {of}; remove it");
        }
    }
}
