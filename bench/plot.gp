# gnuplot -e "name='build/bench/plot.1'; title='...'" bench/plot.gp: a figure of report's data, as SVG.
#
# Rows that begin with a number are points of a scale, others groups of bars.
set terminal svg size 860,430 font 'sans-serif,12' background '#ffffff'
set output name . '.svg'
set datafile separator "\t"
set key outside right top noenhanced
set title title noenhanced
set grid ytics lc rgb '#dddddd'
set border 3 lc rgb '#888888'
set tics nomirror
set logscale y
# As many as the longest list of variants has.
array colour[16] = [ 0x222222, 0x999999, 0x1f77b4, 0xff7f0e, 0xbcbd22, 0xd62728, 0xff9896, 0x9467bd, \
	0x2ca02c, 0x8c564b, 0xc49c94, 0x17becf, 0x98df8a, 0xe377c2, 0xf7b6d2, 0xaec7e8 ]
do for [i = 1:16] {
	set linetype i lc rgb colour[i] lw 1.4
}
data = name . '.data'
stats data every ::1 using 0 nooutput
columns = int(system("head -n 1 '" . data . "' | tr '\\t' '\\n' | wc -l"))
numbered = int(system("tail -n +2 '" . data . "' | grep -vc '^[0-9]'")) == 0
if (numbered) {
	set logscale x
	set offsets graph 0.05, graph 0.05, 0, 0
	plot for [c = 2:columns] data using (real(strcol(1))):c:xtic(1) with linespoints pt 7 ps 0.6 title columnheader(c) noenhanced
} else {
	set style data histogram
	set style fill solid 0.8
	plot for [c = 2:columns] data using c:xtic(1) title columnheader(c) noenhanced
}
