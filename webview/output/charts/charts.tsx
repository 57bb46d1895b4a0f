import type { OutputChart } from '../../../core/protocol/webview';
import type { ShownSubject } from '../children/child-subject';
import { ChartCard } from './chart-card';

interface ChartsProps {
  readonly subject: ShownSubject;
  readonly revision: string;
  readonly trusted: boolean;
}

/** The charts of a block, as many beside each other as there is room for. */
export function Charts({ subject, revision, trusted }: ChartsProps) {
  return (
    <div class="charts">
      {subject.charts.map((chart: OutputChart) => (
        <ChartCard key={chart.uuid} chart={chart} subject={subject} revision={revision} trusted={trusted} />
      ))}
    </div>
  );
}
