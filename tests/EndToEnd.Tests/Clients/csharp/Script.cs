using Generated;

using var http = new HttpClient { BaseAddress = new Uri(args[0] + "/") };
var teams = new TeamsClient(http);
const string wait = "wait=30";
Run paused = await teams.StartRunAsync(null, wait, new StartRun { Message = "Go", Metadata = new { ticket = 7 } }, "newsroom");
var decision = new Decision { Decision1 = DecisionWord.Approve, By = "ann" };
Run decided = await teams.ResolveApprovalAsync(wait, decision, paused.Requirements.Single().RequirementId);
Run run = await teams.GetRunAsync(decided.RunId);
EventPage events = await teams.GetRunEventsAsync(null, null, null, null, run.RunId);
var (ticket, first) = (((dynamic)run.Metadata!).ticket, ((dynamic)events.Items.First().Data!).teamId);
Console.WriteLine(string.Join(" | ", paused.Status, run.Status, run.Output!.Text, ticket, first));
